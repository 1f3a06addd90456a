import type { TimelineKind } from "@/lib/timeline/schema"

/** Kinds that carry the story of an incident; the rest (attempts, proofs, looks) is in the timeline. */
const telling: ReadonlySet<string> = new Set<TimelineKind>([
  "incident.declared",
  "incident.severity_changed",
  "incident.status_changed",
  "incident.status_stated",
  "incident.contained",
  "incident.containment_lost",
  "fact.inserted",
  "entry.corrected",
  "first_step.stated",
  "credential.added",
  "credential.stated",
  "plan.approved",
  "step.verified",
  "step.unverifiable",
  "step.ineffective",
  "step.failed",
  "step.in_doubt",
  "assessment.finished",
  "assessment.failed",
  "assessment.gap_found",
  "identity.found",
  "agent.effects_seen",
  "agent.denied",
  "damage.found",
  "damage.accepted",
  "damage.restored",
  "alert.acknowledged",
  "alert.escalated",
  "message.sent",
  "delivery.failed",
])

/** Kinds that come again and again while the logs are read: the first and the last carry the story. */
const repeated: ReadonlySet<string> = new Set<TimelineKind>([
  "agent.effects_seen",
  "agent.denied",
  "assessment.finished",
  "delivery.failed",
])

/** The entries that carry the story, in their order. */
export function tellStory<Entry extends { kind: string }>(timeline: readonly Entry[]): Entry[] {
  const ends = new Map<string, { first: number; last: number }>()
  for (const [i, { kind }] of timeline.entries())
    ends.set(kind, { first: ends.get(kind)?.first ?? i, last: i })
  return timeline.filter(
    ({ kind }, i) =>
      telling.has(kind) && (!repeated.has(kind) || ends.get(kind)?.first === i || ends.get(kind)?.last === i),
  )
}
