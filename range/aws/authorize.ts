import { AwsError } from "./aws-error.ts"
import type { Caller } from "./caller.ts"
import { type Decision, decide, type ResourcePolicy } from "./policy/decide.ts"
import { organizationLimits } from "./policy/organization-limits.ts"
import { type ExtraFacts, requestFacts } from "./policy/request-facts.ts"
import type { CallContext } from "./wire-service.ts"

/** Throws AccessDenied, in AWS's words, unless the caller may do this now. */
export function authorize(
  context: CallContext,
  caller: Caller,
  action: string,
  resource: string,
  extra: ExtraFacts = {},
  onResource?: ResourcePolicy,
): void {
  const facts = requestFacts(caller, context.request, context.region, context.now, extra)
  const question = { action, resource, facts }
  const decision = decide(caller, question, { onResource, limits: organizationLimits(caller, context.now) })
  if (!decision.allowed) throw denial(caller, action, resource, decision)
}

const policyNames = {
  identity: "identity-based policy",
  resource: "resource-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  organization: "service control policy",
}

function denial(
  caller: Caller,
  action: string,
  resource: string,
  decision: Exclude<Decision, { allowed: true }>,
): AwsError {
  const name = policyNames[decision.by]
  const article = decision.by === "identity" ? "an" : "a"
  const reason = decision.explicit
    ? `with an explicit deny in ${article} ${name}`
    : `because no ${name} allows the ${action} action`
  const target = action.startsWith("s3:") ? `"${resource}"` : resource
  return new AwsError(
    "AccessDenied",
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${target} ${reason}`,
    403,
  )
}
