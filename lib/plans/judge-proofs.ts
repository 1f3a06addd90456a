import type { ProofOutcome } from "@/lib/connectors/contract"

export type JudgedProof = { kind: string; outcome: ProofOutcome; statement: string }

export type Verdict =
  | { state: "verified" | "unverifiable" | "ineffective"; reason: string }
  | { state: "verifying" }

/**
 * What the newest observation of each kind says together. Only different kinds count as independent. While time is
 * left a contradiction is waited out, because platforms propagate late; at the end it means "no effect".
 */
export function judgeProofs(input: {
  proofs: readonly JudgedProof[]
  needed: number
  /** The connector says that asking again will not help. */
  unverifiable?: string | undefined
  timeIsUp: boolean
}): Verdict {
  const newest = new Map(input.proofs.map((proof) => [proof.kind, proof]))
  const of = (outcome: ProofOutcome) => [...newest.values()].filter((proof) => proof.outcome === outcome)
  const holding = of("holds")
  const contradicting = of("contradicts")
  if (contradicting.length === 0 && holding.length >= Math.max(1, input.needed))
    return { state: "verified", reason: "" }
  if (!input.timeIsUp && input.unverifiable === undefined) return { state: "verifying" }
  const first = contradicting[0]
  if (first)
    return { state: "ineffective", reason: `${first.statement} The change is not in force: try again.` }
  const count = `${holding.length} of ${input.needed} proofs hold`
  if (input.unverifiable !== undefined)
    return { state: "unverifiable", reason: `${input.unverifiable} (${count})` }
  const late = of("not_yet")[0]
  if (late && holding.length === 0)
    return {
      state: "ineffective",
      reason: `${late.statement} Nothing shows that the change is in force: try again.`,
    }
  const missing = late ?? of("cannot_tell")[0]
  return {
    state: "unverifiable",
    reason: missing ? `${count}. ${missing.statement}` : `${count}; the platform offers no further one.`,
  }
}
