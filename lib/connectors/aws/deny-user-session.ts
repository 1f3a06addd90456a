import "server-only"
import type { ActionHandler, ConnectorContext } from "../contract"
import { awsTime, denyIssuedDocument, denySessionName } from "./deny-documents"
import { type DenyUserSessionInput, denyUserSessionDefinition } from "./deny-user-session-definition"
import { gatherProofs } from "./gather-proofs"
import { makerOfKey, proveForMaker } from "./prove-maker"
import { proveBySimulation } from "./prove-simulation"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfUserSession } from "./read-cut"
import {
  applySession,
  inspectSession,
  proveSessionIsDenied,
  readBackSession,
  type SessionOfUser,
  undoSession,
} from "./session-of-user"

function sessionOf(
  ctx: ConnectorContext,
  { userName, session, issuedAt }: DenyUserSessionInput,
): SessionOfUser {
  return {
    userName,
    who: session === "cli-login" ? `the aws login of ${userName}` : `session ${session} of ${userName}`,
    policy: denySessionName(ctx.incidentReference, session),
    document: issuedAt === "" ? null : denyIssuedDocument(new Date(issuedAt)),
  }
}

export const denyUserSession: ActionHandler<DenyUserSessionInput> = {
  definition: denyUserSessionDefinition,
  inspect: (ctx, input) => inspectSession(ctx, () => sessionOf(ctx, input), input.userName),
  apply: (ctx, input, snapshot) => applySession(ctx, sessionOf(ctx, input), snapshot),
  readBack: (ctx, input, snapshot) => readBackSession(ctx, sessionOf(ctx, input), snapshot),
  verify: async (ctx, input, receipt, appliedAt) => {
    const arn = `${receipt.arn ?? ""}`
    const cut = cutOfUserSession(input.session, input.userName, arn)
    const issued = awsTime(input.issuedAt === "" ? appliedAt : new Date(input.issuedAt))
    const byName = input.session === "cli-login"
    const verification = await gatherProofs(ctx, appliedAt, (since) => [
      proveSessionIsDenied(ctx, sessionOf(ctx, input)),
      proveBySimulation(ctx, {
        arn,
        who: cut.who,
        entries: [
          { ContextKeyName: "aws:TokenIssueTime", ContextKeyType: "date", ContextKeyValues: [issued] },
        ],
      }),
      proveByTelemetry(ctx, {
        cut,
        since,
        lookups: async () => [
          byName ? { key: "Username", value: input.userName } : { key: "AccessKeyId", value: input.session },
        ],
      }),
    ])
    if (!input.makerAssumed || byName) return verification
    const findMaker = () => makerOfKey(ctx, input.session)
    return proveForMaker(ctx, { userName: input.userName, who: cut.who, findMaker }, verification)
  },
  undo: (ctx, input, receipt) => undoSession(ctx, sessionOf(ctx, input), receipt),
}
