import "server-only"
import type { Collateral, ConnectorContext, Inspection } from "../contract"
import { denySnapshot, refusedInspection } from "./deny-principal"
import { type PrincipalState, readPrincipal } from "./principal-policies"
import { refuseTarget, sayRefusal } from "./refuse-target"
import { readRoleUse, roleCollateral } from "./role-use"
import { sayQuarantine } from "./say-quarantine"

/** What every action on a role looks at first; `refused` when it must not be touched. */
export async function inspectRole(
  ctx: ConnectorContext,
  roleName: string,
): Promise<
  | { refused: Inspection }
  | {
      refused: null
      state: PrincipalState
      base: Pick<Inspection, "collateral" | "requestIds" | "snapshot">
      /** What must be said whatever is done to the role. */
      warnings: string[]
    }
> {
  const state = await readPrincipal(ctx, { kind: "role", name: roleName })
  const target = { kind: "role", name: roleName, arn: state.arn, path: state.path } as const
  const refusal = await refuseTarget(ctx, target)
  if (refusal) return { refused: refusedInspection(sayRefusal(refusal), state.requestIds) }
  const collateral: Collateral = ctx.hurry
    ? { level: "unknown", statement: "not looked at again while containing", items: [] }
    : roleCollateral(await readRoleUse(ctx, { name: roleName, arn: state.arn, trust: state.trust }))
  return {
    refused: null,
    state,
    base: { collateral, requestIds: state.requestIds, snapshot: denySnapshot(state) },
    warnings: sayQuarantine(state.attached),
  }
}
