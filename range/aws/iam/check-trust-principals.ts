import { AwsError } from "../aws-error.ts"
import { parsePolicy } from "../policy/parse-policy.ts"
import type { QueryCall } from "../query-service.ts"

/** IAM refuses a trust policy that names a user or role which does not exist (any more). */
export function checkTrustPrincipals(call: QueryCall, document: string): void {
  for (const statement of parsePolicy(document, "trust").statements)
    for (const principal of statement.principals?.aws ?? [])
      if (!exists(call, principal))
        throw new AwsError(
          "MalformedPolicyDocument",
          `Invalid principal in policy: "AWS":"${principal}"`,
          400,
        )
}

function exists(call: QueryCall, principal: string): boolean {
  if (principal === "*" || /^\d{12}$/.test(principal)) return true
  const parts = /^arn:aws:(iam|sts)::(\d{12}):(.+)$/.exec(principal)
  if (parts === null) return false
  const [, , accountId = "", name = ""] = parts
  const account = call.context.world.accounts.get(accountId)
  if (account === undefined || name === "root" || parts[1] === "sts") return true
  const { users, roles } = account.iam
  return [...users.values(), ...roles.values()].some((each) => each.arn === principal)
}

/** IAM keeps the unique id of a principal that is gone where a trust policy named it: a new one of that name is another. */
export function forgetPrincipal(call: QueryCall, gone: { arn: string; id: string }): void {
  for (const account of call.context.world.accounts.values())
    for (const role of account.iam.roles.values())
      role.trust = role.trust.replaceAll(JSON.stringify(gone.arn), JSON.stringify(gone.id))
}

const trustQuota = 2048

/** White space is not counted, as IAM does it. */
export function checkTrustQuota(roleName: string, document: string): void {
  if (document.replaceAll(/\s/g, "").length > trustQuota)
    throw new AwsError(
      "LimitExceeded",
      `Cannot exceed quota for ACLSizePerRole: ${trustQuota} (${roleName})`,
      409,
    )
}
