import type { ContainmentFacts } from "@/lib/messages/schema"

/**
 * The sentences about containment that a message may hold, chosen by step states alone. "We have revoked" exists only
 * for the case in which every known credential is proven dead.
 */
export function sayContainment(facts: ContainmentFacts, statedByHand: boolean): string {
  const { total, proven } = facts
  const statement = statedByHand
    ? " A commander states that the agent is contained; there is no proof of it."
    : ""
  if (total === 0) {
    return `The agent's credentials are not yet known; none has been proven dead.${statement || " We are identifying them."}`
  }
  if (isProven(facts)) {
    return `We have revoked the agent's access: ${
      total === 1 ? "its one known credential is" : `all ${total} of its known credentials are`
    } proven dead.`
  }
  const moving = facts.underWay + facts.applied
  const rest = [
    facts.needsDecision ? `${facts.needsDecision} in need of a decision` : "",
    moving ? `${moving} under way, not proven` : "",
    facts.notStarted ? `${facts.notStarted} not started` : "",
    facts.unverifiable ? `${facts.unverifiable} applied but impossible to prove` : "",
    facts.stated ? `${facts.stated} rotated as a person states, without proof` : "",
  ].filter(Boolean)
  if (facts.notStarted === total)
    return `Revocation of the agent's access has not begun: ${count(total)} can still act.${statement}`
  return `We are revoking the agent's access. ${proven} of ${count(total)} proven dead; revocation is not complete: ${rest.join(", ")}.${statement}`
}

/** The one condition under which a text may claim that access is gone. */
export function isProven(facts: ContainmentFacts): boolean {
  return facts.total > 0 && facts.proven === facts.total
}

/** What stands for the phase in a subject: the status, except that "contained" needs its proof. */
export function sayPhase(status: string, facts: ContainmentFacts): string {
  return status === "contained" && !isProven(facts) ? "containment not proven" : status
}

function count(n: number): string {
  return `${n} known ${n === 1 ? "credential" : "credentials"}`
}
