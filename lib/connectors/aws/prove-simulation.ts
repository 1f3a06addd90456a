import "server-only"
import type { ConnectorContext, ProofObservation } from "../contract"
import { askEvaluator, destructiveSample } from "./ask-evaluator"
import type { ContextEntry } from "./client"

/**
 * Asks IAM's own evaluator whether `arn` is denied explicitly. Conditions need their values in `entries`: a key that
 * stays without one leaves the deny unevaluated, and then nothing can be told.
 */
export function proveBySimulation(
  ctx: ConnectorContext,
  { arn, who, entries = [] }: { arn: string; who: string; entries?: ContextEntry[] },
): Promise<ProofObservation> {
  return askEvaluator(ctx, { arn, actions: destructiveSample, entries }, (results) => {
    const detail = {
      actions: results.map((r) => ({ action: r.EvalActionName ?? "", decision: `${r.EvalDecision ?? ""}` })),
    }
    const open = results.filter((r) => r.EvalDecision !== "explicitDeny")
    if (results.length > 0 && open.length === 0)
      return {
        detail,
        outcome: "holds",
        statement: `IAM's evaluator denies ${who} explicitly: ${destructiveSample.join(", ")}.`,
      }
    const missing = [...new Set(results.flatMap((r) => r.MissingContextValues ?? []))]
    if (results.length === 0 || missing.length > 0)
      return {
        detail,
        outcome: "cannot_tell",
        statement: `IAM's evaluator could not decide: it lacks values for ${missing.join(", ") || "the request"}.`,
      }
    return {
      detail,
      outcome: "contradicts",
      statement: `IAM's evaluator finds no explicit deny for ${who}: ${open.map((r) => r.EvalActionName).join(", ")}.`,
    }
  })
}
