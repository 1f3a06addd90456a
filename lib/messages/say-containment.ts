import type { ContainmentFacts } from "@/lib/messages/schema"

/**
 * The sentences about containment that a message may hold, chosen by step states alone. "We have revoked" exists only
 * for the case in which every credential is proven dead.
 */
export function sayContainment(facts: ContainmentFacts, statedByHand: boolean): string {
  const { total, proven } = facts
  if (total === 0) {
    return statedByHand
      ? "A commander states that the agent is contained; there is no proof of it."
      : "The agent's credentials are not yet known. We are identifying them."
  }
  if (proven === total) {
    return `We have revoked the agent's access: ${count(total, "credential")} proven dead.`
  }
  const rest = [
    facts.needsDecision ? `${facts.needsDecision} in need of a decision` : "",
    facts.underWay + facts.applied ? `${facts.underWay + facts.applied} under way, not proven` : "",
    facts.notStarted ? `${facts.notStarted} not started` : "",
    facts.unverifiable ? `${facts.unverifiable} applied but cannot be proven` : "",
    facts.stated ? `${facts.stated} stated by a person without proof` : "",
  ].filter(Boolean)
  const started = facts.underWay + facts.applied + proven + facts.unverifiable + facts.needsDecision > 0
  const head = started
    ? `We are revoking the agent's access. ${proven} of ${count(total, "credential")} proven dead; revocation is not complete`
    : `Revocation of the agent's access has not begun (${count(total, "credential")})`
  const tail = started && rest.length ? `: ${rest.join(", ")}.` : "."
  return statedByHand ? `${head}${tail} A commander states that the agent is contained.` : `${head}${tail}`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`
}
