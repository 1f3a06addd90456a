import "server-only"
import type { ConnectorContext, ProofObservation } from "../contract"
import { askEvaluator, destructiveSample } from "./ask-evaluator"

/**
 * Asks IAM's evaluator, which knows the organisation's policies, whether they stop `arn`. `who` for people. It does not
 * fill in the caller's ARN by itself, so it is given.
 */
export function proveByOrganization(
  ctx: ConnectorContext,
  { arn, who, actions = destructiveSample }: { arn: string; who: string; actions?: string[] },
): Promise<ProofObservation> {
  const entries = [
    { ContextKeyName: "aws:PrincipalArn", ContextKeyType: "string" as const, ContextKeyValues: [arn] },
  ]
  return askEvaluator(ctx, { arn, actions, entries }, (results) => {
    const known = results.filter((each) => each.OrganizationsDecisionDetail !== undefined)
    if (known.length < actions.length)
      return {
        outcome: "cannot_tell",
        statement: "IAM's evaluator did not say of every call what the organisation's policies do.",
      }
    const open = known.filter((each) => each.OrganizationsDecisionDetail?.AllowedByOrganizations !== false)
    return open.length === 0
      ? {
          outcome: "holds",
          statement: `IAM's evaluator finds ${who} stopped by the organisation: ${actions.join(", ")}.`,
        }
      : {
          outcome: "contradicts",
          statement: `IAM's evaluator finds ${who} not stopped by the organisation: ${open.map((each) => each.EvalActionName).join(", ")}.`,
        }
  })
}
