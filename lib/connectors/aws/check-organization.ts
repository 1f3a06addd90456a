import "server-only"
import type { ConnectionCheck } from "../connection-check"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { policyFor } from "./access-policy"
import { listControlPolicies } from "./control-policies"
import { findIdentityCenter } from "./identity-center"
import { organizationContext, readOrganization } from "./organization-access"
import { ownIdentity } from "./own-identity"
import type { WantedPermission } from "./required-permissions"
import { isRootCentralised } from "./root-session"
import { questionKey, simulateAccess } from "./simulate-access"

type Row = ConnectionCheck["permissions"][number]
type Seen = Pick<Row, "outcome" | "note">

/** What the organisation's role may do: null where the connection names none. Nothing is changed. */
export async function checkOrganization(
  ctx: ConnectorContext,
  wanted: readonly WantedPermission[],
  partition: string,
): Promise<{ permissions: Row[]; problems: string[]; policyToPaste: string } | null> {
  const org = organizationContext(ctx)
  if (!org) return null
  const identity = await ownIdentity(org).catch(refusalOf)
  if (typeof identity === "string")
    return {
      permissions: wanted.map((each) => ({
        ...each,
        outcome: "unknown",
        how: "called",
        note: "The role could not be taken.",
      })),
      problems: [`The organisation's role could not be taken: ${identity}`],
      policyToPaste: "",
    }
  const called = new Map<string, Seen>()
  const ask = async (permission: string, call: () => Promise<string>) => {
    const note = await call().then(
      (said) => ({ outcome: "allowed" as const, note: said }),
      (error: unknown) => ({ outcome: "denied" as const, note: refusalOf(error) }),
    )
    called.set(permission, note)
  }
  await Promise.all([
    ask("organizations:DescribeOrganization", async () => (await readOrganization(org)).id),
    ask("organizations:ListPolicies", async () => `${(await listControlPolicies(org)).length} policies`),
    ask("sso:ListInstances", async () => {
      const found = await findIdentityCenter(org)
      return found ? `Identity Center in ${found.region}` : "No Identity Center in the connection's regions."
    }),
    ask("iam:ListOrganizationsFeatures", async () =>
      (await isRootCentralised(org))
        ? "Root's credentials are managed centrally."
        : "Centralised root access is off: root's credentials cannot be deleted from here.",
    ),
  ])
  const facts = { partition, accountId: identity.accountId, trailBuckets: [], own: [] }
  const source = roleOf(ctx)
  const simulated = await simulateAccess(org, { source, wanted, facts })
  const permissions = wanted.map((each): Row => {
    const seen = called.get(each.permission)
    if (seen) return { ...each, ...seen, how: "called" }
    const decision = simulated.decisions.get(questionKey(each))
    return decision
      ? { ...each, ...decision, how: "simulated" }
      : { ...each, outcome: "unknown", how: "simulated", note: "IAM's evaluator gave no answer." }
  })
  const missing = permissions.filter((row) => row.outcome !== "allowed")
  return {
    permissions,
    problems:
      missing.length > 0
        ? [
            `The organisation's role lacks ${missing.length} of ${wanted.length} permissions, or they could not be checked.`,
          ]
        : [],
    policyToPaste: policyFor(missing, facts),
  }
}

function roleOf(ctx: ConnectorContext): string {
  const organization = organizationContext(ctx)?.config.roleArn
  return typeof organization === "string" ? organization : ""
}

function refusalOf(error: unknown): string {
  if (isPlatformError(error)) return error.message
  throw error
}
