import "server-only"
import type { ActionHandler } from "../contract"
import {
  type DeactivateAccessKeysInput,
  deactivateAccessKeysDefinition,
} from "./deactivate-access-keys-definition"
import { gatherProofs } from "./gather-proofs"
import { inspectUser } from "./inspect-user"
import { proveBySimulation } from "./prove-simulation"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfKeys } from "./read-cut"
import {
  type KeysReceipt,
  proveKeysAreOff,
  proveKeysAreUnused,
  reactivateKeys,
  readBackKeys,
  turnOffKeys,
} from "./turn-off-keys"

export const deactivateAccessKeys: ActionHandler<DeactivateAccessKeysInput> = {
  definition: deactivateAccessKeysDefinition,
  inspect: async (ctx, { userName }) => {
    const found = await inspectUser(ctx, userName)
    if (found.refused) return found.refused
    const active = found.use.keys.filter((key) => key.status === "Active")
    return {
      ...found.base,
      inEffect: active.length === 0 ? "yes" : "no",
      changes: active.map((key) => `${key.id} becomes inactive.`),
    }
  },
  apply: (ctx, input, snapshot) => turnOffKeys(ctx, input, snapshot),
  readBack: (ctx, input, snapshot) => readBackKeys(ctx, input, snapshot),
  verify: (ctx, input, receipt, appliedAt) => {
    const { userName } = input
    const { arn } = receipt as KeysReceipt
    return gatherProofs(ctx, appliedAt, (since) => [
      proveKeysAreOff(ctx, input),
      // The keys themselves are not policies: this holds when the deny beside it does, and else tells nothing.
      proveBySimulation(ctx, { arn, who: userName }).then((proof) =>
        proof.outcome === "contradicts" ? { ...proof, outcome: "cannot_tell" as const } : proof,
      ),
      proveKeysAreUnused(ctx, input, since),
      proveByTelemetry(ctx, {
        cut: cutOfKeys(userName),
        since,
        lookups: async () => [{ key: "Username", value: userName }],
      }),
    ])
  },
  undo: (ctx, { userName }, receipt) => reactivateKeys(ctx, userName, receipt as KeysReceipt),
}
