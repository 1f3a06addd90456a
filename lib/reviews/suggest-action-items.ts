import { cutMiddle, formatPlural, showInvisible } from "@/lib/format"
import type { ActionItemDto, ReviewFacts } from "@/lib/reviews/schema"

type Suggestion = { title: string; type: ActionItemDto["type"]; why: string }

/** Action items that the facts of this incident call for, each with the fact. A person decides. */
export function suggestActionItems(facts: ReviewFacts): Suggestion[] {
  const suggestions: Suggestion[] = []
  const s3 = facts.damage.filter((d) => d.resourceType.toLowerCase().includes("s3"))
  const lost = s3.filter((d) => d.state === "no_way_back" || d.state === "accepted")
  if (facts.containment.length) {
    suggestions.push({
      title: "Give agents short-lived, scoped credentials instead of long-term keys",
      type: "prevent",
      why: `${formatPlural(facts.containment.length, "containment step")} had to be taken.`,
    })
  }
  if (s3.length) {
    suggestions.push({
      title: "Deny s3:DeleteObjectVersion and s3:PutLifecycleConfiguration to every agent",
      type: "prevent",
      why: `Damaged: ${formatPlural(s3.length, "bucket")}.`,
    })
  }
  if (lost.length) {
    suggestions.push({
      title: cutMiddle(
        `Switch on versioning and Object Lock for ${showInvisible(lost.map((d) => d.name).join(", "))}`,
        280,
      ),
      type: "mitigate",
      why: "There was no way back.",
    })
  }
  const blind = facts.sources.filter((s) => s.cannotSee.length > 0)
  if (blind.length) {
    suggestions.push({
      title: "Record S3 data events for every bucket that agents can reach",
      type: "detect",
      why: `${formatPlural(blind.length, "source")} could not see part of what was done.`,
    })
  }
  return suggestions
}
