import "server-only"
import type { SourceReport } from "../assessment-contract"
import type { ConnectorContext, SuspectIdentity } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { auditRegions } from "./config"
import { gradeAction } from "./grade-action"
import { lookUpEvents } from "./look-up-events"
import { ownIdentity } from "./own-identity"
import { parsePrincipalArn } from "./parse-arn"
import { parseUserAgent } from "./parse-user-agent"
import { readActionName } from "./read-action-name"
import { readOutcome } from "./read-outcome"
import { type AuditRecord, readRecord } from "./read-record"
import { refuseTarget, sayRefusal } from "./refuse-target"

/** Pages per region: at two a second this keeps a ranking under half a minute. */
const maxPages = 40

/**
 * Who destroyed most in a window: identities by successful destructive effects, agent-marked ones first. Only events
 * of the event history count: object writes and deletes (data events) are never in it, and the coverage says so.
 */
export async function rankSuspects(
  ctx: ConnectorContext,
  { from, to }: { from: Date; to: Date },
): Promise<{ suspects: SuspectIdentity[]; coverage: SourceReport[] }> {
  const suspects = new Map<string, SuspectIdentity>()
  const coverage = await Promise.all(
    auditRegions(readAws(ctx).config).map((region) => readRegion(ctx, { region, from, to }, suspects)),
  )
  const harmful = [...suspects.values()].filter((each) => each.destructive + each.denied > 0).sort(byHarm)
  return {
    suspects: await Promise.all(
      harmful.map(async (each) => ({ ...each, refusal: await refusalOf(ctx, each) })),
    ),
    coverage,
  }
}

async function readRegion(
  ctx: ConnectorContext,
  { region, from, to }: { region: string; from: Date; to: Date },
  suspects: Map<string, SuspectIdentity>,
): Promise<SourceReport> {
  let records = 0
  let failure = ""
  try {
    const attribute = { key: "ReadOnly", value: "false" } as const
    for await (const page of lookUpEvents(ctx, { region, attribute, from, to, maxPages }))
      for (const event of page) {
        const record = readRecord(event)
        if (!record) continue
        records += 1
        await count(suspects, record)
      }
  } catch (error) {
    if (!isPlatformError(error)) throw error
    failure = error.message
  }
  return {
    kind: "aws.lookup-events",
    scope: region,
    label: `Event history in ${region}`,
    state: failure ? "failed" : "read",
    coveredFrom: from.toISOString(),
    completeUpTo: failure ? null : new Date(to.getTime() - 5 * 60_000).toISOString(),
    latenessNote: "CloudTrail delivers about 5 minutes late.",
    cannotSee: [
      "Reads, writes and deletes of S3 objects: data events are never in the event history.",
      ...(records >= maxPages * 50 ? [`Events before the newest ${records}.`] : []),
    ],
    records,
    failure,
    cursor: null,
  }
}

async function count(suspects: Map<string, SuspectIdentity>, record: AuditRecord): Promise<void> {
  const credential = credentialOf(record)
  if (!credential) return
  const { action, iamAction } = readActionName(record.eventSource, record.eventName)
  const { grade } = await gradeAction({
    action,
    iamAction,
    request: record.request,
    readOnly: record.readOnly,
  })
  const succeeded = readOutcome(record).outcome === "succeeded"
  const row = suspects.get(credential.identifier) ?? {
    credential,
    destructive: 0,
    succeeded: 0,
    denied: 0,
    agentMark: "",
    lastAt: null,
    examples: [],
    refusal: null,
  }
  suspects.set(credential.identifier, row)
  if (succeeded) row.succeeded += 1
  else row.denied += 1
  if (succeeded && grade >= 2) {
    row.destructive += 1
    if (row.examples.length < 3 && !row.examples.includes(action)) row.examples.push(action)
  }
  row.agentMark ||= parseUserAgent(record.userAgent).agent ?? ""
  if (row.lastAt === null || record.eventTime > row.lastAt) row.lastAt = record.eventTime
}

async function refusalOf(ctx: ConnectorContext, { credential }: SuspectIdentity): Promise<string | null> {
  const arn = parsePrincipalArn(credential.identifier)
  const own = await ownIdentity(ctx)
  if (own.arn === credential.identifier) return "It is Firebreak's own access."
  if (arn?.kind !== "user" && arn?.kind !== "role") return null
  const { kind, name, path } = arn
  const refusal = await refuseTarget(ctx, { kind, name, path, arn: credential.identifier })
  return refusal && sayRefusal(refusal)
}

/** What one would contain: the user, or the role behind a session. Services are nobody to contain here. */
function credentialOf({ caller }: AuditRecord): SuspectIdentity["credential"] | null {
  if (caller.type === "IAMUser" && caller.arn)
    return { kind: "aws.iam-user", identifier: caller.arn, label: caller.userName || caller.arn }
  if (caller.type === "Root" && caller.arn && !caller.assumedRoot)
    return { kind: "aws.root", identifier: caller.arn, label: "root" }
  // Behind a permission set's role stand many people: the session's name is the one of them.
  if (caller.type === "AssumedRole" && caller.issuerArn.includes(":role/aws-reserved/sso.amazonaws.com/"))
    return {
      kind: "aws.role-session",
      identifier: caller.arn,
      label: caller.arn.split("/").slice(1).join(" as "),
    }
  if (caller.type === "AssumedRole" && caller.issuerArn)
    return { kind: "aws.role", identifier: caller.issuerArn, label: caller.issuerArn.split("/").at(-1) ?? "" }
  return null
}

function byHarm(a: SuspectIdentity, b: SuspectIdentity): number {
  return (
    Number(b.agentMark !== "") - Number(a.agentMark !== "") ||
    b.destructive - a.destructive ||
    b.succeeded - a.succeeded ||
    b.denied - a.denied
  )
}
