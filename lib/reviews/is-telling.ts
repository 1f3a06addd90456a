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

export function isTelling(kind: string): boolean {
  return telling.has(kind)
}
