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
const policyOf = (ctx: ConnectorContext, { stamp }: DenyOlderSessionsInput) =>
  denyOlderName(ctx.incidentReference, stamp)
/** Where the cut-off of a receipt stands; one written before each stamp had its own policy says nothing of it. */
const placeOf = (ctx: ConnectorContext, receipt: JsonObject) =>
  typeof receipt.policyName === "string" ? receipt.policyName : denyOlderName(ctx.incidentReference, "first")

export const denyOlderSessions: ActionHandler<DenyOlderSessionsInput> = {
  definition: denyOlderSessionsDefinition,
  inspect: async (ctx, input) => {
    const found = await inspectRole(ctx, input.roleName)
    if (found.refused) return found.refused
    const policy = policyOf(ctx, input)
    const before = await cutoffNow(ctx, input, policy)
    return {
      ...found.base,
      snapshot: { ...found.base.snapshot, cutoff: before?.toISOString() ?? null },
      // A cut-off is a moment: whatever is there already is older than what this step asks for.
      inEffect: "no",
      changes: [
        before
          ? `The cut-off of ${policy} moves from ${awsTime(before)} to the moment of the press.`
          : `An inline policy ${policy} denies every session of ${input.roleName} issued before the press.`,
      ],
      warnings:
        input.stamp === "first"
          ? [
              ...found.warnings,
              "Whoever may take the role can open a new session at once, until that is cut off as well.",
            ]
          : found.warnings,
    }
  },
  apply: async (ctx, input) => {
    // Reading first also shows the platform's clock: issue times are its own.
    const state = await readPrincipal(ctx, role(input))
    const document = denyOlderDocument(platformCutoff(ctx))
    const id = await changePolicies(ctx, role(input), {
      do: "put",
      policy: policyOf(ctx, input),
      document,
    })
    const receipt = olderReceipt(state.arn, readCutoff(document), policyOf(ctx, input))
    return { receipt, changed: true, requestIds: [id] }
  },
  readBack: async (ctx, input, snapshot) => {
    const policy = policyOf(ctx, input)
    const now = await cutoffNow(ctx, input, policy)
    const before =
      typeof snapshot.cutoff === "string" ? Date.parse(snapshot.cutoff) : Number.NEGATIVE_INFINITY
    return now && now.getTime() > before
      ? { outcome: "applied", receipt: olderReceipt(`${snapshot.arn ?? ""}`, now, policy), requestIds: [] }
      : { outcome: "not_applied", requestIds: [] }
  },
  verify: (ctx, input, receipt, appliedAt) => {
    const arn = `${receipt.arn ?? ""}`
    const cutoff = new Date(`${receipt.cutoff ?? ""}`)
    const older = awsTime(new Date(cutoff.getTime() - 1000))
    const cut = cutOfOlderSessions(input.roleName, arn, cutoff)
    return gatherProofs(ctx, appliedAt, (since) => [
      proveCutoff(ctx, input, cutoff, placeOf(ctx, receipt)),
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
    return undoInline(ctx, role(input), placeOf(ctx, receipt), (document) =>
      sameDocument(document, denyOlderDocument(cutoff)),
    )
  },
}

function olderReceipt(arn: string, cutoff: Date | null, policyName: string): JsonObject {
  return { arn, cutoff: cutoff?.toISOString() ?? null, policyName }
}

/** The next whole second of the platform's clock: a session issued in this second, which it writes down as its start, is older. */
function platformCutoff(ctx: ConnectorContext): Date {
  const latest = readAws(ctx).clock.latest(ctx.now())
  return new Date(Math.floor(latest.getTime() / 1000) * 1000 + 1000)
}

async function cutoffNow(
  ctx: ConnectorContext,
  input: DenyOlderSessionsInput,
  policy: string,
): Promise<Date | null> {
  const found = await readInline(ctx, role(input), policy)
  return found ? readCutoff(found.document) : null
}

/** A later cut-off than ours holds as well: a repeated application moves it. */
async function proveCutoff(
  ctx: ConnectorContext,
  input: DenyOlderSessionsInput,
  cutoff: Date,
  policy: string,
): Promise<ProofObservation> {
  const now = await cutoffNow(ctx, input, policy)
  const holds = now !== null && now.getTime() >= cutoff.getTime()
  return {
    kind: "read-back",
    observedAt: ctx.now(),
    outcome: holds ? "holds" : "contradicts",
    statement: holds
      ? `IAM shows the cut-off ${awsTime(now)} on ${input.roleName}.`
      : `IAM no longer shows our cut-off on ${input.roleName}: ${now ? `it is ${awsTime(now)}` : "the policy is gone or was changed"}.`,
    reapply: !holds,
  }
}
