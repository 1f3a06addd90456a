import "server-only"
import type { ConnectorContext, ProofObservation } from "../contract"
import { isPlatformError } from "../platform-error"
import { type EvaluationResult, readAws } from "./client"

const sample = ["rds:DeleteDBInstance", "s3:DeleteObject", "iam:CreateAccessKey", "sts:AssumeRole"]

/**
 * Asks IAM's evaluator, which knows the organisation's policies, whether they stop `arn`. `who` for people. It does not
 * fill in the caller's ARN by itself, so it is given.
 */
export async function proveByOrganization(
  ctx: ConnectorContext,
  { arn, who, actions = sample }: { arn: string; who: string; actions?: string[] },
): Promise<ProofObservation> {
  const kind = "policy-simulation"
  try {
    const results: EvaluationResult[] = []
    let requestId: string | undefined
    const pages = readAws(ctx).iam.paginateSimulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames: actions,
      ContextEntries: [
        { ContextKeyName: "aws:PrincipalArn", ContextKeyType: "string", ContextKeyValues: [arn] },
      ],
    })
    for await (const page of pages) {
      results.push(...(page.EvaluationResults ?? []))
      requestId ??= page.$metadata.requestId
    }
    const seen = { kind, observedAt: ctx.now(), ...(requestId ? { requestId } : {}) }
    const known = results.filter((each) => each.OrganizationsDecisionDetail !== undefined)
    if (known.length === 0)
      return {
        ...seen,
        outcome: "cannot_tell",
        statement: "IAM's evaluator said nothing of the organisation's policies.",
      }
    const open = known.filter((each) => each.OrganizationsDecisionDetail?.AllowedByOrganizations !== false)
    return open.length === 0
      ? {
          ...seen,
          outcome: "holds",
          statement: `IAM's evaluator finds ${who} stopped by the organisation: ${actions.join(", ")}.`,
        }
      : {
          ...seen,
          outcome: "contradicts",
          statement: `IAM's evaluator finds ${who} not stopped by the organisation: ${open.map((each) => each.EvalActionName).join(", ")}.`,
        }
  } catch (error) {
    if (!isPlatformError(error) || ctx.signal.aborted) throw error
    return {
      kind,
      observedAt: ctx.now(),
      outcome: "cannot_tell",
      statement: `IAM's evaluator could not be asked: ${error.message}`,
    }
  }
}
