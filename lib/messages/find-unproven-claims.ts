import type { ContainmentFacts } from "@/lib/messages/schema"

/** Phrases by which a person would claim that the access is gone. */
const claims: readonly RegExp[] = [
  /\b(?:have|has|was|were|been|is|are|now|fully|successfully|completely)\s+(?:been\s+)?(?:now\s+|fully\s+|successfully\s+|completely\s+)*(?:revoked|contained|locked out|shut out|cut off|neutrali[sz]ed)\b/i,
  /\b(?:we|i|team|engineers?)\s+(?:revoked|contained|disabled|blocked|killed)\s+(?:the\s+|its\s+|all\s+|every\s+)*(?:agent|access|credential|key|token|permission)/i,
  /\b(?:access|credentials?|keys?|permissions?|agent)\s+(?:successfully\s+|fully\s+)?(?:revoked|contained|neutrali[sz]ed)\b/i,
  /\bno longer (?:has|have|able|can)\b[^.]{0,40}\b(?:access|act|delete|write|reach)\b/i,
  /\b(?:agent|access|credentials?)\s+(?:is|are)\s+(?:now\s+)?(?:dead|stopped|gone|disabled|blocked)\b/i,
]

/** Sentences that say "not": they claim nothing. */
const denial =
  /\b(?:not|isn't|aren't|hasn't|haven't|wasn't|nor|never|before|until|once|when|are revoking|being)\b/i

/**
 * Sentences of `text` that claim containment while `facts` do not prove it; empty when everything is proven. A guard
 * against slips, not against intent: the drafted sentences of say-containment.ts never trip it.
 */
export function findUnprovenClaims(text: string, facts: ContainmentFacts): string[] {
  if (facts.total > 0 && facts.proven === facts.total) return []
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence && claims.some((claim) => claim.test(sentence)) && !saysNot(sentence))
}

function saysNot(sentence: string): boolean {
  return denial.test(sentence) || /\bstates that\b|\bstated by\b/i.test(sentence)
}
