import "server-only"
import type { ConnectorContext, ProofObservation } from "../contract"
import { isPlatformError } from "../platform-error"
import { type ContextEntry, type EvaluationResult, readAws } from "./client"

/** A destructive sample over services: what the agent would most likely try next. */
export const destructiveSample = [
  "rds:DeleteDBInstance",
  "s3:DeleteObject",
  "iam:CreateAccessKey",
  "sts:AssumeRole",
]

type Judgement = Pick<ProofObservation, "outcome" | "statement" | "detail">

/** Asks IAM's own evaluator about `arn` and lets `judge` say what its answers mean. That it could not be asked is said. */
export async function askEvaluator(
  ctx: ConnectorContext,
  { arn, actions, entries }: { arn: string; actions: string[]; entries: ContextEntry[] },
  judge: (results: EvaluationResult[]) => Judgement,
): Promise<ProofObservation> {
  const kind = "policy-simulation"
  try {
    const results: EvaluationResult[] = []
    let requestId: string | undefined
    const pages = readAws(ctx).iam.paginateSimulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames: actions,
      ContextEntries: entries,
    })
    for await (const page of pages) {
      results.push(...(page.EvaluationResults ?? []))
      requestId ??= page.$metadata.requestId
    }
    return { kind, observedAt: ctx.now(), ...(requestId ? { requestId } : {}), ...judge(results) }
  } catch (error) {
    // Also when asking again may help: the other proofs must not wait for the evaluator. All are asked for again.
    if (!isPlatformError(error) || ctx.signal.aborted) throw error
    return {
      kind,
      observedAt: ctx.now(),
      outcome: "cannot_tell",
      statement: `IAM's evaluator could not be asked: ${error.message}`,
    }
  }
}
