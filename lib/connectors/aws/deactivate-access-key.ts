import "server-only"
import type { ActionHandler } from "../contract"
import {
  type DeactivateAccessKeyInput,
  deactivateAccessKeyDefinition,
} from "./deactivate-access-key-definition"
import { refusedInspection } from "./deny-principal"
import { gatherProofs } from "./gather-proofs"
import { inspectUser } from "./inspect-user"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfKey } from "./read-cut"
import {
  type KeysReceipt,
  proveKeysAreOff,
  proveKeysAreUnused,
  reactivateKeys,
  readBackKeys,
  turnOffKeys,
} from "./turn-off-keys"

const one = ({ userName, accessKeyId }: DeactivateAccessKeyInput) => ({ userName, only: accessKeyId })

export const deactivateAccessKey: ActionHandler<DeactivateAccessKeyInput> = {
  definition: deactivateAccessKeyDefinition,
  inspect: async (ctx, { userName, accessKeyId }) => {
    const found = await inspectUser(ctx, userName, accessKeyId)
    if (found.refused) return found.refused
    const key = found.use.keys.find((each) => each.id === accessKeyId)
    if (!key)
      return refusedInspection(
        `${userName} has no key ${accessKeyId}: it was deleted, or belongs to another user.`,
      )
    const active = key.status === "Active"
    return {
      ...found.base,
      inEffect: active ? "no" : "yes",
      changes: active ? [`${accessKeyId} becomes inactive.`] : [],
      collateral: key.lastUsedAt
        ? { level: "unknown", statement: "whoever else signs with this key", items: [] }
        : { level: "nobody", statement: "nobody: the key was never used", items: [] },
    }
  },
  apply: (ctx, input, snapshot) => turnOffKeys(ctx, one(input), snapshot),
  readBack: (ctx, input, snapshot) => readBackKeys(ctx, one(input), snapshot),
  verify: (ctx, input, _receipt, appliedAt) =>
    gatherProofs(ctx, appliedAt, (since) => [
      proveKeysAreOff(ctx, one(input)),
      proveKeysAreUnused(ctx, one(input), since),
      proveByTelemetry(ctx, {
        cut: cutOfKey(input.accessKeyId),
        since,
        lookups: async () => [{ key: "AccessKeyId", value: input.accessKeyId }],
      }),
    ]),
  undo: (ctx, { userName }, receipt) => reactivateKeys(ctx, userName, receipt as KeysReceipt),
}
