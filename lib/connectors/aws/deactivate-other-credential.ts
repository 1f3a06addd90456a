import "server-only"
import type { ActionHandler } from "../contract"
import {
  type DeactivateOtherCredentialInput,
  deactivateOtherCredentialDefinition,
} from "./deactivate-other-credential-definition"
import { refusedInspection } from "./deny-principal"
import { gatherProofs } from "./gather-proofs"
import { inspectUser } from "./inspect-user"
import { listForm, proveOthersAreOff, readBackOthers, turnOffOthers, turnOnOthers } from "./other-credentials"
import { nameOtherForm } from "./other-forms"

export const deactivateOtherCredential: ActionHandler<DeactivateOtherCredentialInput> = {
  definition: deactivateOtherCredentialDefinition,
  inspect: async (ctx, { userName, form, id }) => {
    const found = await inspectUser(ctx, userName)
    if (found.refused) return found.refused
    const one = (await listForm(ctx, userName, form)).find((each) => each.id === id)
    if (!one)
      return refusedInspection(
        `${userName} has no ${nameOtherForm(form)} ${id}: it was deleted, or belongs to another user.`,
      )
    const active = one.status === "Active"
    return {
      ...found.base,
      snapshot: { ...found.base.snapshot, others: [{ ...one }] },
      inEffect: active ? "no" : "yes",
      changes: active ? [`${one.label} becomes inactive.`] : [],
      collateral: { level: "unknown", statement: "whoever else uses this one", items: [] },
    }
  },
  apply: (ctx, { userName, form, id }, snapshot) => turnOffOthers(ctx, userName, snapshot, { form, id }),
  readBack: (ctx, { userName, form, id }, snapshot) => readBackOthers(ctx, userName, snapshot, { form, id }),
  verify: (ctx, { userName, form, id }, _receipt, appliedAt) =>
    gatherProofs(ctx, appliedAt, () => [proveOthersAreOff(ctx, userName, { form, id })]),
  undo: (ctx, { userName }, receipt) => turnOnOthers(ctx, userName, receipt),
}
