import { type Caller, principalNames } from "../caller.ts"
import { boundaryPolicies, identityPolicies, sessionPolicies } from "./collect-policies.ts"
import { evaluatePolicies, type Matches, type NamedPolicy, type Question } from "./evaluate-policies.ts"
import type { Statement } from "./parse-policy.ts"

export type Decision =
  | { allowed: true }
  | {
      allowed: false
      explicit: boolean
      by: "identity" | "resource" | "boundary" | "session" | "organization"
    }

/** The policy on the thing itself: a bucket policy or a role's trust policy. */
export interface ResourcePolicy {
  policy: NamedPolicy
  accountId: string
  /** A trust policy must allow by itself; a bucket policy may be absent. */
  required: boolean
}

const nothing: Matches = { allows: [], denies: [] }

/**
 * AWS's order: any deny wins; then, in one account, the identity or the resource may allow, and boundary and
 * session policy must not narrow it away; across accounts both sides must allow.
 */
export function decide(
  caller: Caller,
  question: Question,
  { onResource, limits }: { onResource?: ResourcePolicy; limits?: NamedPolicy[][] } = {},
): Decision {
  const limited = decideLimits(limits, question)
  if (limited?.explicit) return limited
  if (caller.root) return decideRoot(caller, question, onResource) ?? limited ?? { allowed: true }
  const holder = caller.role ?? caller.user
  if (holder === undefined) return { allowed: false, explicit: false, by: "identity" }
  const identity = evaluatePolicies(
    identityPolicies(caller.iam, holder, caller.role ? "role" : "user"),
    question,
  )
  const boundarySet = boundaryPolicies(caller.iam, holder)
  const boundary = boundarySet && evaluatePolicies(boundarySet, question)
  const sessionSet = sessionPolicies(caller) ?? (caller.session?.kind === "federated" ? [] : undefined)
  const session = sessionSet && evaluatePolicies(sessionSet, question)
  const grants = onResource ? resourceGrants(caller, question, onResource) : undefined
  const denied = { allowed: false, explicit: true } as const
  if (identity.denies.length > 0) return { ...denied, by: "identity" }
  if (grants?.denied) return { ...denied, by: "resource" }
  if ((boundary ?? nothing).denies.length > 0) return { ...denied, by: "boundary" }
  if ((session ?? nothing).denies.length > 0) return { ...denied, by: "session" }

  const sameAccount = onResource === undefined || onResource.accountId === caller.account.id
  const refused = { allowed: false, explicit: false } as const
  if (limited) return limited
  if (onResource?.required && grants?.level === "none") return { ...refused, by: "resource" }
  if (sameAccount && grants?.level === "exact") return { allowed: true }
  const identityAllows = identity.allows.length > 0
  const resourceAllows = grants?.level === "role" || grants?.level === "everyone"
  if (sameAccount ? !identityAllows && !resourceAllows : !identityAllows)
    return { ...refused, by: "identity" }
  if (!sameAccount && grants?.level === "none") return { ...refused, by: "resource" }
  if (boundary && boundary.allows.length === 0) return { ...refused, by: "boundary" }
  if (session && session.allows.length === 0) return { ...refused, by: "session" }
  return { allowed: true }
}

/** Every level of the organisation must allow, and none may deny. */
function decideLimits(
  limits: NamedPolicy[][] | undefined,
  question: Question,
): Extract<Decision, { allowed: false }> | undefined {
  const levels = limits?.map((level) => evaluatePolicies(level, question)) ?? []
  if (levels.some((level) => level.denies.length > 0))
    return { allowed: false, explicit: true, by: "organization" }
  return levels.some((level) => level.allows.length === 0)
    ? { allowed: false, explicit: false, by: "organization" }
    : undefined
}

/** Root may do everything in its account; a privileged session is narrowed by its task policy. */
function decideRoot(
  caller: Caller,
  question: Question,
  onResource: ResourcePolicy | undefined,
): Decision | undefined {
  const task = evaluatePolicies(sessionPolicies(caller) ?? [], question)
  if (task.denies.length > 0) return { allowed: false, explicit: true, by: "session" }
  if (!onResource) return undefined
  const grants = resourceGrants(caller, question, onResource)
  if (grants.denied) return { allowed: false, explicit: true, by: "resource" }
  const foreign = onResource.accountId !== caller.account.id
  return (foreign || onResource.required) && grants.level === "none"
    ? { allowed: false, explicit: false, by: "resource" }
    : undefined
}

/** How directly a resource policy names the caller; an account only delegates to the caller's own policies. */
type GrantLevel = "exact" | "role" | "everyone" | "account" | "none"

function resourceGrants(
  caller: Caller,
  question: Question,
  onResource: ResourcePolicy,
): { denied: boolean; level: GrantLevel } {
  const names = principalNames(caller)
  const found = evaluatePolicies(
    [onResource.policy],
    question,
    (statement) => namesCaller(statement, names) !== "none",
  )
  const order: GrantLevel[] = ["exact", "role", "everyone", "account"]
  const levels = found.allows.map((match) => namesCaller(match.statement, names))
  return {
    denied: found.denies.length > 0,
    level: order.find((level) => levels.includes(level)) ?? "none",
  }
}

function namesCaller(statement: Statement, names: ReturnType<typeof principalNames>): GrantLevel {
  const { principals } = statement
  if (principals === undefined) return "none"
  const listed = (wanted: readonly string[]) => wanted.some((name) => principals.aws.includes(name))
  let level: GrantLevel = "none"
  if (listed(names.exact)) level = "exact"
  else if (names.role !== undefined && principals.aws.includes(names.role)) level = "role"
  else if (principals.aws.includes("*")) level = "everyone"
  else if (listed(names.account)) level = "account"
  if (principals.kind === "only") return level
  return level === "none" ? "everyone" : "none"
}

/** Anonymous requests: only a bucket policy that names everyone can let them in. */
export function decideAnonymous(question: Question, policy: NamedPolicy | undefined): boolean {
  if (policy === undefined) return false
  const found = evaluatePolicies([policy], question, (statement) =>
    statement.principals?.kind === "only" ? statement.principals.aws.includes("*") : true,
  )
  return found.denies.length === 0 && found.allows.length > 0
}
