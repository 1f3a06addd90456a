import "server-only"
import type { ConnectionCheck } from "../connection-check"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { type AccessFacts, policyFor } from "./access-policy"
import { type Called, callReads } from "./call-reads"
import { checkOrganization } from "./check-organization"
import { readAws } from "./client"
import { awsPartition } from "./config"
import { awsDefinition } from "./definition"
import { ownIdentity } from "./own-identity"
import { parsePrincipalArn } from "./parse-arn"
import { requiredPermissions, type WantedPermission } from "./required-permissions"
import { questionKey, type Simulated, simulateAccess } from "./simulate-access"

type Row = ConnectionCheck["permissions"][number]

/**
 * Which permissions we hold: reads by calling them, the rest by IAM's own evaluator over our own identity. Where
 * neither may be asked the answer is "unknown": a permission is never called allowed because nobody said no. Throws
 * only when the sign-in is refused or STS cannot be reached.
 */
export async function checkAccess(ctx: ConnectorContext): Promise<ConnectionCheck> {
  const identity = await ownIdentity(ctx)
  const called = await callReads(ctx)
  const facts: AccessFacts = {
    partition: awsPartition(readAws(ctx).config),
    accountId: identity.accountId,
    trailBuckets: called.trailBuckets,
    own: identity.all.map(
      ({ partition, accountId, kind, name, path }) =>
        `arn:${partition}:iam::${accountId}:${kind === "user" ? `user${path}` : "role/*"}${name}`,
    ),
  }
  const all = requiredPermissions(awsDefinition.actions)
  const wanted = all.filter((each) => each.purpose !== "organization")
  const above = await checkOrganization(
    ctx,
    all.filter((each) => each.purpose === "organization"),
    facts.partition,
  )
  const source = await sourceArn(ctx, identity.arn)
  const simulated = await simulateAccess(ctx, { source, wanted, facts })
  const permissions = wanted.map((each): Row => ({ ...each, ...judge(each, called, simulated) }))
  const missing = permissions.filter((row) => row.outcome !== "allowed")
  const problems = [
    ...called.problems,
    ...(simulated.failure ? [`IAM's evaluator could not be asked: ${simulated.failure}`] : []),
    ...count(permissions, "denied", "denied"),
    ...count(permissions, "unknown", "could not be checked"),
    ...(above?.problems ?? []),
  ]
  return {
    checkedAt: ctx.now().toISOString(),
    ok: missing.length === 0 && problems.length === 0,
    accountId: identity.accountId,
    identity: identity.arn,
    permissions: [...permissions, ...(above?.permissions ?? [])],
    problems,
    policyToPaste: policyFor(missing, facts),
    ...(above?.policyToPaste ? { organizationPolicyToPaste: above.policyToPaste } : {}),
    details: {},
  }
}

/** A call sees what the evaluator cannot (organisation policies, endpoints), so it decides where there was one. */
function judge(
  wanted: WantedPermission,
  { outcomes }: Called,
  { decisions, failure, allowed }: Simulated,
): Pick<Row, "outcome" | "how" | "note"> {
  const seen = outcomes.get(wanted.permission)
  if (seen) return { ...seen, how: "called" }
  if (wanted.permission === "iam:SimulatePrincipalPolicy" && allowed !== null)
    return { outcome: allowed ? "allowed" : "denied", how: "called", note: failure }
  const decision = decisions.get(questionKey(wanted))
  return decision
    ? { ...decision, how: "simulated" }
    : { outcome: "unknown", how: "simulated", note: "IAM's evaluator gave no answer." }
}

function count(rows: Row[], outcome: Row["outcome"], words: string): string[] {
  const names = new Set(rows.filter((row) => row.outcome === outcome).map((row) => row.permission))
  if (names.size === 0) return []
  return [
    names.size === 1
      ? `1 permission ${words === "denied" ? "is denied" : words}: ${[...names].join()}.`
      : `${names.size} permissions ${words === "denied" ? "are denied" : words}.`,
  ]
}

/** A session's permissions are those of its role, whose full ARN (with its path) only IAM knows. */
async function sourceArn(ctx: ConnectorContext, arn: string): Promise<string> {
  const own = parsePrincipalArn(arn)
  if (own?.kind !== "assumed-role") return arn
  const plain = `arn:${own.partition}:iam::${own.accountId}:role/${own.name}`
  try {
    return (await readAws(ctx).iam.getRole({ RoleName: own.name })).Role?.Arn ?? plain
  } catch (error) {
    if (!isPlatformError(error)) throw error
    return plain
  }
}
