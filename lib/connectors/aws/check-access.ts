import "server-only"
import type { ConnectionCheck, ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { awsDefinition } from "./definition"
import { ownIdentity } from "./own-identity"
import { parsePrincipalArn } from "./parse-arn"

type Purpose = ConnectionCheck["permissions"][number]["purpose"]

/** What reading the logs, trails and version listings calls. */
const assess = [
  "cloudtrail:LookupEvents",
  "cloudtrail:DescribeTrails",
  "cloudtrail:GetTrailStatus",
  "cloudtrail:GetEventSelectors",
  "s3:ListAllMyBuckets",
  "s3:ListBucketVersions",
  "s3:GetBucketVersioning",
]

/**
 * Which permissions we hold, by IAM's own evaluator over our own identity. Where that may not be asked, every answer is
 * "unknown": a permission is never called allowed because nobody said no. Throws only when the sign-in is refused.
 */
export async function checkAccess(ctx: ConnectorContext): Promise<ConnectionCheck> {
  const identity = await ownIdentity(ctx)
  const wanted = permissionsByPurpose()
  const decisions = await simulate(ctx, await sourceArn(ctx, identity.arn), [
    ...new Set(wanted.map((each) => each.permission)),
  ])
  const permissions = wanted.map(({ purpose, permission }) => {
    const decision = decisions.get(permission)
    const outcome = decision === undefined ? "unknown" : decision === "allowed" ? "allowed" : "denied"
    return {
      purpose,
      permission,
      outcome: outcome as "allowed" | "denied" | "unknown",
      how: "simulated",
      note: outcome === "unknown" ? "IAM's evaluator could not be asked." : "",
    }
  })
  const missing = [...new Set(permissions.filter((p) => p.outcome !== "allowed").map((p) => p.permission))]
  return {
    checkedAt: ctx.now().toISOString(),
    ok: missing.length === 0,
    accountId: identity.accountId,
    identity: identity.arn,
    permissions,
    problems: missing.length > 0 ? [`${missing.length} permissions are denied or could not be checked.`] : [],
    policyToPaste: missing.length > 0 ? policyFor(missing) : "",
    details: {},
  }
}

function permissionsByPurpose(): { purpose: Purpose; permission: string }[] {
  const contain = [
    ...new Set(awsDefinition.actions.filter((a) => a.kind === "contain").flatMap((a) => a.permissions)),
  ]
  const restore = [
    ...new Set(awsDefinition.actions.filter((a) => a.kind === "restore").flatMap((a) => a.permissions)),
  ]
  const rows = (purpose: Purpose, list: readonly string[]) =>
    list.map((permission) => ({ purpose, permission }))
  return [...rows("contain", contain), ...rows("assess", assess), ...rows("restore", restore)]
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

async function simulate(
  ctx: ConnectorContext,
  arn: string,
  actions: readonly string[],
): Promise<Map<string, string>> {
  const decisions = new Map<string, string>()
  try {
    const pages = readAws(ctx).iam.paginateSimulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames: [...actions],
    })
    for await (const page of pages)
      for (const result of page.EvaluationResults ?? [])
        if (result.EvalActionName) decisions.set(result.EvalActionName, `${result.EvalDecision ?? ""}`)
  } catch (error) {
    if (!isPlatformError(error)) throw error
  }
  return decisions
}

function policyFor(actions: readonly string[]): string {
  const statement = {
    Sid: "FirebreakMissing",
    Effect: "Allow",
    Action: actions.toSorted((a, b) => a.localeCompare(b)),
    Resource: "*",
  }
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2)
}
