import "server-only"
import type { ConnectorContext, Inspection, JsonObject } from "../contract"
import { refusedInspection } from "./deny-principal"
import { type PrincipalState, readPrincipal } from "./principal-policies"
import { refuseTarget, sayRefusal } from "./refuse-target"
import { sayQuarantine } from "./say-quarantine"
import { activeOthers, readUserUse, type UserUse, userCollateral } from "./user-use"

/** What every action on a user looks at first; `refused` when it must not be touched. */
export async function inspectUser(
  ctx: ConnectorContext,
  userName: string,
  heldKey?: string,
): Promise<
  | { refused: Inspection }
  | {
      refused: null
      state: PrincipalState
      use: UserUse
      base: Pick<Inspection, "collateral" | "warnings" | "requestIds"> & { snapshot: JsonObject }
    }
> {
  const [state, use] = await Promise.all([
    readPrincipal(ctx, { kind: "user", name: userName }),
    readUserUse(ctx, userName),
  ])
  const refusal = await refuseTarget(ctx, { kind: "user", name: userName, arn: state.arn, path: state.path })
  if (refusal) return { refused: refusedInspection(sayRefusal(refusal), state.requestIds) }
  const warnings = sayQuarantine(state.attached)
  const others = activeOthers(use).map((each) => each.label)
  if (others.length > 0)
    warnings.push(
      `The user has further credentials: ${others.join(", ")}. They are turned off by a step of their own.`,
    )
  if (use.unread.length > 0)
    warnings.push(`IAM did not say whether the user has ${use.unread.join(", ")}: look by hand.`)
  return {
    refused: null,
    state,
    use,
    base: {
      collateral: userCollateral(use, heldKey),
      warnings,
      requestIds: state.requestIds,
      snapshot: {
        arn: state.arn,
        id: state.id,
        path: state.path,
        boundary: state.boundary,
        attached: state.attached,
        inline: state.inline,
        trust: null,
        console: use.console,
        others: use.others.map((each) => ({ ...each })),
        keys: use.keys.map((key) => ({ ...key })),
      },
    },
  }
}
