import type { Account } from "../account.ts"
import type { Caller } from "../caller.ts"
import type { ControlPolicy } from "../organization.ts"
import type { NamedPolicy } from "./evaluate-policies.ts"
import { parsePolicy } from "./parse-policy.ts"

/**
 * Service control policies that limit this caller now, one list per level of the organisation. Undefined where none
 * can: no organisation, its management account, a service-linked role.
 */
export function organizationLimits(caller: Caller, now: number): NamedPolicy[][] | undefined {
  const { organization, id } = caller.account
  if (!organization || caller.role?.path.startsWith("/aws-service-role/")) return undefined
  const state = organization.effective(now)
  return state && named(organization.limitsOf(id, state))
}

/** The same by what is stored, which is what the evaluator of IAM looks at. */
export function storedLimits(account: Account): NamedPolicy[][] | undefined {
  const { organization } = account
  return organization && named(organization.limitsOf(account.id, organization.state))
}

function named(levels: ControlPolicy[][]): NamedPolicy[][] | undefined {
  if (levels.length === 0) return undefined
  return levels.map((level) =>
    level.map(({ name, content }) => ({
      name,
      type: "organization" as const,
      policy: parsePolicy(content, "identity"),
    })),
  )
}
