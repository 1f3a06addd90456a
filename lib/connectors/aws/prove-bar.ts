import "server-only"
import type { ConnectorContext, JsonObject, ProofObservation } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { type Bar, barKey, hasBar } from "./trust-bars"

/**
 * Has IAM's evaluator judge the statement that the trust policy shows: everything is allowed but for it, so an explicit
 * deny of sts:AssumeRole is its doing. The evaluator takes no trust policies, hence without its Principal.
 */
export async function proveBar(
  ctx: ConnectorContext,
  given: { arn: string; input: Bar; trust: unknown; bar: JsonObject },
): Promise<ProofObservation> {
  const { arn, input, trust, bar } = given
  const seen = { kind: "policy-simulation", observedAt: ctx.now() }
  if (!hasBar(trust, bar))
    return { ...seen, outcome: "cannot_tell", statement: "There is no statement of ours to evaluate." }
  const { Principal: _, ...statement } = bar
  const policy = (...Statement: JsonObject[]) => JSON.stringify({ Version: "2012-10-17", Statement })
  try {
    const answer = await readAws(ctx).iam.simulateCustomPolicy({
      PolicyInputList: [
        policy({ Effect: "Allow", Action: "*", Resource: "*" }),
        policy({ ...statement, Resource: "*" }),
      ],
      ActionNames: ["sts:AssumeRole"],
      ResourceArns: [arn],
      ContextEntries: [
        { ContextKeyName: barKey(input.by), ContextKeyType: "string", ContextKeyValues: [input.value] },
      ],
    })
    const decision = answer.EvaluationResults?.[0]?.EvalDecision
    const requestId = answer.$metadata.requestId
    const holds = decision === "explicitDeny"
    return {
      ...seen,
      ...(requestId ? { requestId } : {}),
      outcome: holds ? "holds" : "contradicts",
      statement: holds
        ? `IAM's evaluator denies sts:AssumeRole to ${input.value} by the statement that the trust policy shows.`
        : `IAM's evaluator finds no explicit deny for ${input.value}: ${decision ?? "no decision"}.`,
    }
  } catch (error) {
    if (!isPlatformError(error) || ctx.signal.aborted) throw error
    return {
      ...seen,
      outcome: "cannot_tell",
      statement: `IAM's evaluator could not be asked: ${error.message}`,
    }
  }
}
