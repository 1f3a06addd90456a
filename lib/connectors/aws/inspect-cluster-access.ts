import "server-only"
import type { Collateral, ConnectorContext, Inspection } from "../contract"
import type { ClusterAccessInput } from "./cluster-input"
import { refusedInspection } from "./deny-principal"
import { parsePrincipalArn } from "./parse-arn"
import { refuseTarget, sayRefusal } from "./refuse-target"

/** Why we keep off this principal, as an inspection; null when we may go on. */
export async function refuseClusterAccess(
  ctx: ConnectorContext,
  { principalArn }: ClusterAccessInput,
): Promise<Inspection | null> {
  const arn = parsePrincipalArn(principalArn)
  if (arn?.kind !== "user" && arn?.kind !== "role")
    return refusedInspection(`${principalArn} is neither a user nor a role.`)
  const { kind, name, path } = arn
  const refusal = await refuseTarget(ctx, { kind, name, path, arn: principalArn })
  // A reserved role cannot be edited in IAM, but its way into a cluster can be closed.
  const ours = refusal && !refusal.manual
  return ours ? refusedInspection(sayRefusal(refusal)) : null
}

export function clusterCollateral(principalArn: string, type = "STANDARD"): Collateral {
  if (type !== "STANDARD")
    return {
      level: "some",
      statement: `nodes of the cluster (entry of type ${type})`,
      items: [{ label: type, detail: "Nodes that sign in with this role leave the cluster." }],
    }
  return principalArn.includes(":role/")
    ? { level: "unknown", statement: "whoever else takes the role", items: [] }
    : { level: "nobody", statement: "nobody but this user", items: [] }
}
