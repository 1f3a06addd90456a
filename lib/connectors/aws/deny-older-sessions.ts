import "server-only"
import type { ActionHandler, ConnectorContext, JsonObject, ProofObservation } from "../contract"
import { readAws } from "./client"
import { awsTime, denyOlderDocument, denyOlderName, readCutoff, sameDocument } from "./deny-documents"
import { type DenyOlderSessionsInput, denyOlderSessionsDefinition } from "./deny-older-sessions-definition"
import { undoInline } from "./deny-principal"
import { gatherProofs } from "./gather-proofs"
import { inspectRole } from "./inspect-role"
import { changePolicies, readInline, readPrincipal } from "./principal-policies"
import { proveBySimulation } from "./prove-simulation"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfOlderSessions } from "./read-cut"
import { sessionLookups } from "./session-lookups"

const role = ({ roleName }: DenyOlderSessionsInput) => ({ kind: "role", name: roleName }) as const

export const denyOlderSessions: ActionHandler<DenyOlderSessionsInput> = {
  definition: denyOlderSessionsDefinition,
  inspect: async (ctx, input) => {
    const found = await inspectRole(ctx, input.roleName)
    if (found.refused) return found.refused
    const before = await cutoffNow(ctx, input)
    return {
      ...found.base,
      snapshot: { ...found.base.snapshot, cutoff: before?.toISOString() ?? null },
      // A cut-off is a moment: whatever is there already is older than what this step asks for.
      inEffect: "no",
      changes: [
        before
          ? `The cut-off of ${denyOlderName(ctx.incidentReference)} moves from ${awsTime(before)} to the moment of the press.`
          : `An inline policy ${denyOlderName(ctx.incidentReference)} denies every session of ${input.roleName} issued before the press.`,
      ],
      warnings:
        input.stamp === "first"
          ? ["Whoever may take the role can open a new session at once, until that is cut off as well."]
          : [],
    }
  },
  apply: async (ctx, input) => {
    // Reading first also shows the platform's clock: issue times are its own.
    const state = await readPrincipal(ctx, role(input))
    const document = denyOlderDocument(platformCutoff(ctx))
    const id = await changePolicies(ctx, role(input), {
      do: "put",
      policy: denyOlderName(ctx.incidentReference),
      document,
    })
    return { receipt: olderReceipt(state.arn, readCutoff(document)), changed: true, requestIds: [id] }
  },
  readBack: async (ctx, input, snapshot) => {
    const now = await cutoffNow(ctx, input)
    const before =
      typeof snapshot.cutoff === "string" ? Date.parse(snapshot.cutoff) : Number.NEGATIVE_INFINITY
    return now && now.getTime() > before
      ? { outcome: "applied", receipt: olderReceipt(`${snapshot.arn ?? ""}`, now), requestIds: [] }
      : { outcome: "not_applied", requestIds: [] }
  },
  verify: (ctx, input, receipt, appliedAt) => {
    const arn = `${receipt.arn ?? ""}`
    const cutoff = new Date(`${receipt.cutoff ?? ""}`)
    const older = awsTime(new Date(cutoff.getTime() - 1000))
    const cut = cutOfOlderSessions(input.roleName, arn, cutoff)
    return gatherProofs(ctx, appliedAt, (since) => [
      proveCutoff(ctx, input, cutoff),
      proveBySimulation(ctx, {
        arn,
        who: cut.who,
        entries: [
          { ContextKeyName: "aws:TokenIssueTime", ContextKeyType: "date", ContextKeyValues: [older] },
        ],
      }),
      proveByTelemetry(ctx, {
        cut,
        since,
        lookups: () => sessionLookups(ctx, arn),
      }),
    ])
  },
  undo: (ctx, input, receipt) => {
    const cutoff = new Date(`${receipt.cutoff ?? ""}`)
    return undoInline(ctx, role(input), denyOlderName(ctx.incidentReference), (document) =>
      sameDocument(document, denyOlderDocument(cutoff)),
    )
  },
}

function olderReceipt(arn: string, cutoff: Date | null): JsonObject {
  return { arn, cutoff: cutoff?.toISOString() ?? null }
}

/** The next whole second of the platform's clock: a session issued in this second, which it writes down as its start, is older. */
function platformCutoff(ctx: ConnectorContext): Date {
  const latest = readAws(ctx).clock.latest(ctx.now())
  return new Date(Math.floor(latest.getTime() / 1000) * 1000 + 1000)
}

async function cutoffNow(ctx: ConnectorContext, input: DenyOlderSessionsInput): Promise<Date | null> {
  const found = await readInline(ctx, role(input), denyOlderName(ctx.incidentReference))
  return found ? readCutoff(found.document) : null
}

/** A later cut-off than ours holds as well: the second stamp replaces the first. */
async function proveCutoff(
  ctx: ConnectorContext,
  input: DenyOlderSessionsInput,
  cutoff: Date,
): Promise<ProofObservation> {
  const now = await cutoffNow(ctx, input)
  const holds = now !== null && now.getTime() >= cutoff.getTime()
  return {
    kind: "read-back",
    observedAt: ctx.now(),
    outcome: holds ? "holds" : "contradicts",
    statement: holds
      ? `IAM shows the cut-off ${awsTime(now)} on ${input.roleName}.`
      : `IAM no longer shows our cut-off on ${input.roleName}: ${now ? `it is ${awsTime(now)}` : "the policy is gone or was changed"}.`,
  }
}
