import "server-only"
import type { ActionHandler } from "../contract"
import {
  applyDeny,
  type DenyReceipt,
  findDeny,
  proveDenyIsThere,
  readBackDeny,
  undoDeny,
} from "./deny-principal"
import { type DenyUserInput, denyUserDefinition } from "./deny-user-definition"
import { gatherProofs } from "./gather-proofs"
import { inspectUser } from "./inspect-user"
import { proveBySimulation } from "./prove-simulation"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfUser } from "./read-cut"

const user = ({ userName }: DenyUserInput) => ({ kind: "user", name: userName }) as const

export const denyUser: ActionHandler<DenyUserInput> = {
  definition: denyUserDefinition,
  inspect: async (ctx, input) => {
    const found = await inspectUser(ctx, input.userName)
    if (found.refused) return found.refused
    const there = await findDeny(ctx, user(input), null)
    return {
      ...found.base,
      inEffect: there ? "yes" : "no",
      changes: there
        ? []
        : [
            `AWSDenyAll is attached to ${input.userName}: ${found.state.attached.length} other policies stay as they are.`,
          ],
    }
  },
  apply: (ctx, input, snapshot) => applyDeny(ctx, user(input), snapshot),
  readBack: (ctx, input, snapshot) => readBackDeny(ctx, user(input), snapshot),
  verify: (ctx, input, receipt, appliedAt) => {
    const { userName } = input
    const arn = `${receipt.arn ?? ""}`
    return gatherProofs(ctx, appliedAt, (since) => [
      proveDenyIsThere(ctx, user(input), receipt as DenyReceipt),
      proveBySimulation(ctx, { arn, who: userName }),
      proveByTelemetry(ctx, {
        cut: cutOfUser(userName, arn),
        since,
        lookups: async () => [{ key: "Username", value: userName }],
      }),
    ])
  },
  undo: (ctx, input, receipt) => undoDeny(ctx, user(input), receipt as DenyReceipt),
}
