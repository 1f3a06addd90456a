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
import { type DenyRoleInput, denyRoleDefinition } from "./deny-role-definition"
import { gatherProofs } from "./gather-proofs"
import { inspectRole } from "./inspect-role"
import { proveBySimulation } from "./prove-simulation"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfRole } from "./read-cut"
import { sessionLookups } from "./session-lookups"

const role = ({ roleName }: DenyRoleInput) => ({ kind: "role", name: roleName }) as const

export const denyRole: ActionHandler<DenyRoleInput> = {
  definition: denyRoleDefinition,
  inspect: async (ctx, input) => {
    const found = await inspectRole(ctx, input.roleName)
    if (found.refused) return found.refused
    const there = await findDeny(ctx, role(input), null)
    return {
      ...found.base,
      inEffect: there ? "yes" : "no",
      changes: there
        ? []
        : [`AWSDenyAll is attached to ${input.roleName}: nothing that uses the role works any more.`],
      warnings: found.warnings,
    }
  },
  apply: (ctx, input, snapshot) => applyDeny(ctx, role(input), snapshot),
  readBack: (ctx, input, snapshot) => readBackDeny(ctx, role(input), snapshot),
  verify: (ctx, input, receipt, appliedAt) => {
    const arn = `${receipt.arn ?? ""}`
    return gatherProofs(ctx, appliedAt, (since) => [
      proveDenyIsThere(ctx, role(input), receipt as DenyReceipt),
      proveBySimulation(ctx, { arn, who: input.roleName }),
      proveByTelemetry(ctx, {
        cut: cutOfRole(input.roleName, arn),
        since,
        lookups: () => sessionLookups(ctx, arn),
      }),
    ])
  },
  undo: (ctx, input, receipt) => undoDeny(ctx, role(input), receipt as DenyReceipt),
}
