import "server-only"
import type { ConnectorContext, ProofObservation } from "../contract"
import { isPlatformError } from "../platform-error"
import { type ContextEntry, type EvaluationResult, readAws } from "./client"

/** A destructive sample over services: what the agent would most likely try next. */
const sample = ["rds:DeleteDBInstance", "s3:DeleteObject", "iam:CreateAccessKey", "sts:AssumeRole"]

/**
 * Asks IAM's own evaluator whether `arn` is denied explicitly. Conditions need their values in `entries`: a key that
 * stays without one leaves the deny unevaluated, and then nothing can be told.
 */
export async function proveBySimulation(
  ctx: ConnectorContext,
  { arn, who, entries = [] }: { arn: string; who: string; entries?: ContextEntry[] },
): Promise<ProofObservation> {
  const kind = "policy-simulation"
  try {
    const results: EvaluationResult[] = []
    let requestId: string | undefined
    const pages = readAws(ctx).iam.paginateSimulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames: sample,
      ContextEntries: entries,
    })
    for await (const page of pages) {
      results.push(...(page.EvaluationResults ?? []))
      requestId ??= page.$metadata.requestId
    }
    const seen = { kind, observedAt: ctx.now(), ...(requestId ? { requestId } : {}) }
    const detail = {
      actions: results.map((r) => ({ action: r.EvalActionName ?? "", decision: `${r.EvalDecision ?? ""}` })),
    }
    const denied = results.filter((r) => r.EvalDecision === "explicitDeny")
    if (results.length > 0 && denied.length === results.length)
      return {
        ...seen,
        detail,
        outcome: "holds",
        statement: `IAM's evaluator denies ${who} explicitly: ${sample.join(", ")}.`,
      }
    const missing = [...new Set(results.flatMap((r) => r.MissingContextValues ?? []))]
    if (results.length === 0 || missing.length > 0)
      return {
        ...seen,
        detail,
        outcome: "cannot_tell",
        statement: `IAM's evaluator could not decide: it lacks values for ${missing.join(", ") || "the request"}.`,
      }
    const allowed = results.filter((r) => r.EvalDecision !== "explicitDeny").map((r) => r.EvalActionName)
    return {
      ...seen,
      detail,
      outcome: "contradicts",
      statement: `IAM's evaluator finds no explicit deny for ${who}: ${allowed.join(", ")}.`,
    }
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
