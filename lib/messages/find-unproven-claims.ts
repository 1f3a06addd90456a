import { isProven } from "@/lib/messages/say-containment"
import type { ContainmentFacts } from "@/lib/messages/schema"

const done =
  "(?:revoked|contained|disabled|deactivated|invalidated|terminated|stopped|killed|blocked|neutrali[sz]ed|dead|gone|cut(?: off)?|locked out|shut (?:out|down|off)|under control)"
const how = "(?:(?:now|all|both|already|fully|completely|successfully|permanently|securely|been|proven)\\s+)*"
const be = "(?:has|have|had|is|are|was|were|'s|'ve|got)"
const holder =
  "(?:agents?|claude\\b[^.]{0,12}|codex|cursor|access|credentials?|keys?|tokens?|sessions?|permissions?|logins?|it|they|everything|situation|incident|threat|breach)"

/** Phrases by which a person would claim that the access is gone. */
const claims: readonly RegExp[] = [
  new RegExp(
    `\\b${holder}(?:\\s+(?:of|for|held by|it held)[^,.;]{0,30})?\\s*${be}\\s+${how}${done}\\b`,
    "gi",
  ),
  new RegExp(
    `\\b(?:we|i|team|engineers?|security)\\s*(?:have|has|'ve|had)?\\s*${how}(?:revoked|contained|disabled|deactivated|blocked|killed|stopped|cut off|cut|shut (?:out|down|off)|neutrali[sz]ed|invalidated|locked out)\\b[^.,;]{0,40}\\b(?:agents?|access|credentials?|keys?|tokens?|sessions?|permissions?|incident|it)\\b`,
    "gi",
  ),
  new RegExp(
    `\\b(?:access|credentials?|keys?|tokens?|sessions?|permissions?|agents?)\\s+${how}(?:revoked|contained|deactivated|neutrali[sz]ed|dead)\\b`,
    "gi",
  ),
  new RegExp(`\\b${be}\\s+${how}(?:revoked|fully contained|contained)\\b`, "gi"),
  /\bno longer (?:has|have|able|can)\b[^.]{0,40}\b(?:access|act|delete|write|reach)/gi,
  new RegExp(`\\b${holder}\\s+can(?: ?not|'t| no longer)\\s+(?:act|access|delete|write|reach|do)\\b`, "gi"),
  /\b(\d+) of \1\b[^.,;:]{0,30}\b(?:revoked|dead|contained)\b/gi,
  // A bare word at the end of a subject or after a label: "orders - contained", "Status: contained".
  /(?:^|[-–—:]\s*)(?:fully )?contained\s*[.!]?$/gi,
]

/** What, standing before a claim in the same clause, makes it none. */
const denial =
  /\b(?:not|isn't|aren't|hasn't|haven't|wasn't|weren't|nor|never|none|no|nothing|before|until|till|once|when|unless|if|whether|to be|being|states? that|stated by)\b/i
const boundaries = /[,;:.!?]|\s(?:and|but|so|while|although|though)\s/i

/**
 * Sentences of `text` that claim containment while `facts` do not prove it; empty when everything is proven. A guard
 * against slips, not against intent: the drafted sentences of say-containment.ts never trip it.
 */
export function findUnprovenClaims(text: string, facts: ContainmentFacts): string[] {
  if (isProven(facts)) return []
  return text
    .replace(/[‘’]/g, "'")
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence && claims.some((claim) => claimsIn(sentence, claim)))
}

/** Only the clause of the claim is looked at: a "not" elsewhere in the sentence takes nothing back. */
function claimsIn(sentence: string, pattern: RegExp): boolean {
  for (const match of sentence.matchAll(pattern)) {
    const before = sentence.slice(0, match.index).split(boundaries).at(-1) ?? ""
    // "No longer has access" says no and is a claim all the same.
    const claim = match[0].replace(/no longer|can ?not|can't/gi, "")
    if (!denial.test(`${before}${claim}`) && !saysPart(`${before}${claim}`)) return true
  }
  return false
}

/** "3 of 10 proven dead" claims no more than it says; "10 of 10" claims everything. */
function saysPart(clause: string): boolean {
  const [, some, all] = /\b(\d+) of (\d+)\b/.exec(clause) ?? []
  return some !== all
}
