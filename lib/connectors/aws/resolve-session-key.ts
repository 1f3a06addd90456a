import "server-only"
import type { ConnectorContext, ResolvedCredential } from "../contract"
import { readAws } from "./client"
import { auditRegions } from "./config"
import { type LookupAttribute, lookUpEvents } from "./look-up-events"
import { type AuditRecord, asObject, readRecord, text } from "./read-record"

/** The longest that a session can live: 36 hours, for GetSessionToken and GetFederationToken. */
const longestMs = 36 * 3_600_000

/**
 * Who stands behind a session's key (ASIA…). A call made with it names its role or user; where it made none yet, the
 * call that issued it is searched for among the newest.
 */
export async function resolveSessionKey(ctx: ConnectorContext, id: string): Promise<ResolvedCredential> {
  const used = await firstRecord(
    ctx,
    { key: "AccessKeyId", value: id },
    1,
    (r) => r.caller.accessKeyId === id,
  )
  if (used) {
    const fromUse = fromCaller(used, id)
    if (fromUse) return fromUse
  }
  for (const name of ["AssumeRole", "GetSessionToken", "GetFederationToken", "AssumeRoleWithWebIdentity"]) {
    const isIssue = (r: AuditRecord) => text(asObject(r.response.credentials).accessKeyId) === id
    const issued = await firstRecord(ctx, { key: "EventName", value: name }, 10, isIssue)
    if (issued) return fromIssue(issued, id)
  }
  return {
    found: false,
    reason: `CloudTrail names nobody for ${id} within the last 36 hours; it delivers about 5 minutes late. Try again, or give the role or user.`,
  }
}

/** The newest record of the last 36 hours that fits, over all regions that are read; null when none does. */
export async function firstRecord(
  ctx: ConnectorContext,
  attribute: LookupAttribute,
  maxPages: number,
  fits: (record: AuditRecord) => boolean,
): Promise<AuditRecord | null> {
  const to = ctx.now()
  const from = new Date(to.getTime() - longestMs)
  const ask = async (region: string) => {
    for await (const page of lookUpEvents(ctx, { region, attribute, from, to, maxPages })) {
      const found = page.map(readRecord).find((record) => record !== null && fits(record))
      if (found) return found
    }
    return null
  }
  const answers = await Promise.all(auditRegions(readAws(ctx).config).map(ask))
  return answers.find((answer) => answer !== null) ?? null
}

function fromCaller({ caller, accountId }: AuditRecord, id: string): ResolvedCredential | null {
  const detail = { accessKeyId: id, issuedAt: caller.issuedAt || null }
  if (caller.type === "AssumedRole" && caller.arn)
    return {
      found: true,
      accountId: caller.accountId || accountId,
      kind: "aws.role-session",
      identifier: caller.arn,
      label: caller.arn.split("/").slice(1).join(" as "),
      detail: { ...detail, roleArn: caller.issuerArn },
    }
  if (caller.type === "IAMUser" && caller.arn)
    return {
      found: true,
      accountId: caller.accountId || accountId,
      kind: "aws.user-session",
      identifier: id,
      label: `session of ${caller.userName}`,
      detail: { ...detail, userArn: caller.arn },
    }
  if (caller.type === "FederatedUser" && caller.arn)
    return {
      found: true,
      accountId: caller.accountId || accountId,
      kind: "aws.federated-session",
      identifier: caller.arn,
      label: `federated ${caller.arn.split("/").at(-1) ?? ""}`,
      detail: { ...detail, userArn: caller.issuerArn },
    }
  return null
}

function fromIssue(record: AuditRecord, id: string): ResolvedCredential {
  const session = text(asObject(record.response.assumedRoleUser).arn)
  const detail = { accessKeyId: id, issuedAt: record.eventTime, issuedBy: record.caller.arn }
  if (session)
    return {
      found: true,
      accountId: record.accountId,
      kind: "aws.role-session",
      identifier: session,
      label: session.split("/").slice(1).join(" as "),
      detail: { ...detail, roleArn: text(record.request.roleArn) },
    }
  const federated = text(asObject(record.response.federatedUser).arn)
  return {
    found: true,
    accountId: record.accountId,
    kind: federated ? "aws.federated-session" : "aws.user-session",
    identifier: federated || id,
    label: federated
      ? `federated ${federated.split("/").at(-1) ?? ""}`
      : `session of ${record.caller.userName}`,
    detail: { ...detail, userArn: record.caller.arn },
  }
}
