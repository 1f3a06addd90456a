import "server-only"
import type { ActionHandler } from "../contract"
import {
  type DeactivateOtherCredentialsInput,
  deactivateOtherCredentialsDefinition,
} from "./deactivate-other-credentials-definition"
import { gatherProofs } from "./gather-proofs"
import { inspectUser } from "./inspect-user"
import { proveOthersAreOff, readBackOthers, turnOffOthers, turnOnOthers } from "./other-credentials"
import { activeOthers } from "./user-use"

export const deactivateOtherCredentials: ActionHandler<DeactivateOtherCredentialsInput> = {
  definition: deactivateOtherCredentialsDefinition,
  inspect: async (ctx, { userName }) => {
    const found = await inspectUser(ctx, userName)
    if (found.refused) return found.refused
    const active = activeOthers(found.use)
    return {
      ...found.base,
      inEffect: active.length > 0 ? "no" : found.use.unread.length > 0 ? "unknown" : "yes",
      changes: active.map((each) => `${each.label} becomes inactive.`),
    }
  },
  apply: (ctx, { userName }, snapshot) => turnOffOthers(ctx, userName, snapshot),
  readBack: (ctx, { userName }, snapshot) => readBackOthers(ctx, userName, snapshot),
  verify: (ctx, { userName }, _receipt, appliedAt) =>
    gatherProofs(ctx, appliedAt, () => [proveOthersAreOff(ctx, userName)]),
  undo: (ctx, { userName }, receipt) => turnOnOthers(ctx, userName, receipt),
}
