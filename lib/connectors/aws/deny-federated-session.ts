import "server-only"
import type { ActionHandler, ConnectorContext } from "../contract"
import { denySessionDocument, denySessionName } from "./deny-documents"
import {
  type DenyFederatedSessionInput,
  denyFederatedSessionDefinition,
  federatedMark,
} from "./deny-federated-session-definition"
import { gatherProofs } from "./gather-proofs"
import { makerOfFederated, proveForMaker } from "./prove-maker"
import { proveBySimulation } from "./prove-simulation"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfFederatedSession } from "./read-cut"
import {
  applySession,
  inspectSession,
  proveSessionIsDenied,
  readBackSession,
  type SessionOfUser,
  undoSession,
} from "./session-of-user"

/** What aws:userid holds for it: the account of the user and the name it was given. */
const userIdOf = (arn: string, { federatedName }: DenyFederatedSessionInput) =>
  `${arn.split(":")[4] ?? ""}:${federatedName}`

function sessionOf(ctx: ConnectorContext, input: DenyFederatedSessionInput, arn: string): SessionOfUser {
  return {
    userName: input.userName,
    who: `the federated session ${input.federatedName} of ${input.userName}`,
    policy: denySessionName(ctx.incidentReference, federatedMark(input.federatedName)),
    document: denySessionDocument(userIdOf(arn, input)),
  }
}

export const denyFederatedSession: ActionHandler<DenyFederatedSessionInput> = {
  definition: denyFederatedSessionDefinition,
  inspect: (ctx, input) => inspectSession(ctx, (arn) => sessionOf(ctx, input, arn), input.userName),
  apply: (ctx, input, snapshot) =>
    applySession(ctx, sessionOf(ctx, input, `${snapshot.arn ?? ""}`), snapshot),
  readBack: (ctx, input, snapshot) =>
    readBackSession(ctx, sessionOf(ctx, input, `${snapshot.arn ?? ""}`), snapshot),
  verify: async (ctx, input, receipt, appliedAt) => {
    const arn = `${receipt.arn ?? ""}`
    const cut = cutOfFederatedSession(input.federatedName, arn)
    const userId = userIdOf(arn, input)
    const verification = await gatherProofs(ctx, appliedAt, (since) => [
      proveSessionIsDenied(ctx, sessionOf(ctx, input, arn)),
      proveBySimulation(ctx, {
        arn,
        who: cut.who,
        entries: [{ ContextKeyName: "aws:userid", ContextKeyType: "string", ContextKeyValues: [userId] }],
      }),
      proveByTelemetry(ctx, {
        cut,
        since,
        lookups: async () => [{ key: "Username", value: input.federatedName }],
      }),
    ])
    if (!input.makerAssumed) return verification
    const findMaker = () => makerOfFederated(ctx, arn, input.federatedName)
    return proveForMaker(ctx, { userName: input.userName, who: cut.who, findMaker }, verification)
  },
  undo: (ctx, input, receipt) => undoSession(ctx, sessionOf(ctx, input, `${receipt.arn ?? ""}`), receipt),
}
