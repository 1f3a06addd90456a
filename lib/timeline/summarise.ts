import { formatUtcDateTime } from "@/lib/format"
import { isTimelineKind, type TimelineKind } from "@/lib/timeline/schema"

type Body = Record<string, unknown>

/** A body's field as text; "" when absent. Values come from platforms and people: text, never markup. */
function t(body: Body, key: string): string {
  const value = body[key]
  return typeof value === "string" || typeof value === "number" ? String(value) : ""
}

function n(body: Body, key: string): number {
  const value = body[key]
  return typeof value === "number" ? value : 0
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`
const step = (b: Body) =>
  [t(b, "actionTitle") || t(b, "title"), t(b, "targetLabel") || t(b, "target")].filter(Boolean).join(": ")

const lines: Record<TimelineKind, (b: Body) => string> = {
  "incident.declared": (b) => `declared ${t(b, "reference")}: ${t(b, "title")} (SEV-${t(b, "severity")})`,
  "incident.updated": (b) => `changed ${t(b, "fields") || "the incident's facts"}`,
  "incident.severity_changed": (b) => `changed the severity from SEV-${t(b, "from")} to SEV-${t(b, "to")}`,
  "incident.status_changed": (b) => `changed the status from ${t(b, "from")} to ${t(b, "to")}`,
  "incident.status_stated": (b) => `states the status ${t(b, "to")}, against the proofs`,
  "incident.contained": (b) => `Contained: ${plural(n(b, "proven"), "credential")} proven dead`,
  "incident.containment_lost": (b) => `No longer contained: ${t(b, "reason")}`,
  "note.added": () => "added a note",
  "note.redacted": (b) => `redacted entry ${t(b, "sequence")}`,
  "entry.corrected": (b) => `corrects entry ${t(b, "sequence")}: ${t(b, "text")}`,
  "fact.inserted": (b) => t(b, "text"),
  "entry.pinned": (b) => `pinned entry ${t(b, "sequence")}`,
  "entry.unpinned": (b) => `unpinned entry ${t(b, "sequence")}`,
  "role.offered": (b) => `offered ${t(b, "role")} to ${t(b, "to")}`,
  "role.accepted": (b) => `took ${t(b, "role")}${t(b, "from") ? ` from ${t(b, "from")}` : ""}`,
  "role.declined": (b) => `declined ${t(b, "role")}`,
  "first_step.stated": (b) => `states: ${t(b, "note")} (${t(b, "step")})`,
  "connection.added": (b) => `added the connection ${t(b, "name")}`,
  "credential.added": (b) => `added the credential ${t(b, "label") || t(b, "identifier")}`,
  "credential.stated": (b) => `states that ${t(b, "label") || t(b, "identifier")} was rotated by its owner`,
  "plan.proposed": (b) => `proposed ${t(b, "title")}: ${plural(n(b, "steps"), "step")}`,
  "plan.approved": (b) =>
    `approved ${t(b, "title")}: ${plural(n(b, "steps"), "step")}, plan ${t(b, "hash").slice(0, 8)}`,
  "plan.edited": (b) => `edited ${t(b, "title")}; its approval is void`,
  "plan.cancelled": (b) => `cancelled ${t(b, "title")}`,
  "plan.finished": (b) => `Plan finished: ${t(b, "title")}`,
  "approval.asked": (b) => `asks a second person to approve what cannot be taken back: ${step(b)}`,
  "approval.given": (b) => `approved, asked by ${t(b, "askedBy")}: ${step(b)}`,
  "approval.declined": (b) => `declined to approve ${step(b)}`,
  "approval.broke_glass": (b) => `broke the glass and approved alone: ${step(b)}`,
  "step.approved": (b) => `approved ${step(b)}`,
  "step.requested": (b) => `requested ${step(b)}`,
  "step.delayed": (b) => `Trying again: ${step(b)}`,
  "step.snapshotted": (b) => `Snapshot kept: ${step(b)}`,
  "step.attempting": (b) => `Attempting ${step(b)}`,
  "step.applied": (b) => `Applied, not proven: ${step(b)}`,
  "step.verifying": (b) => `Looking for proofs: ${step(b)}`,
  "step.verified": (b) => `Proven: ${step(b)}`,
  "step.unverifiable": (b) => `Unverifiable: ${step(b)}`,
  "step.ineffective": (b) => `No effect: ${step(b)}`,
  "step.failed": (b) => `Failed: ${step(b)}`,
  "step.in_doubt": (b) => `In doubt: ${step(b)}`,
  "step.stated": (b) => `states as done: ${step(b)}`,
  "step.undone": (b) => `Undone: ${step(b)}`,
  "step.undo_requested": (b) => `asked to undo ${step(b)}`,
  "step.cancelled": (b) => `cancelled ${step(b)}`,
  "step.skipped": (b) => `skipped ${step(b)}`,
  "step.rechecked": (b) => `asked to check again: ${step(b)}`,
  "step.repeated": (b) => `asked to repeat ${step(b)}`,
  "step.retried": (b) => `asked to try again: ${step(b)}`,
  "proof.observed": (b) => `Proof observed: ${step(b)}`,
  "proof.lost": (b) => `Proof lost: ${step(b)}`,
  "assessment.started": (b) =>
    `Reading the audit logs${t(b, "from") ? ` from ${formatUtcDateTime(t(b, "from"))}` : ""}`,
  "assessment.finished": (b) =>
    `Assessment read: ${plural(n(b, "resources"), "damaged resource")}, ${plural(n(b, "identities"), "identity").replace("identitys", "identities")}`,
  "assessment.failed": (b) => `Assessment failed: ${t(b, "failure")}`,
  "assessment.gap_found": (b) => `Gap in a source: ${t(b, "statement")}`,
  "assessment.cancelled": (b) =>
    b.finished === true ? "stopped following the audit logs" : "stopped reading the audit logs",
  "identity.found": (b) =>
    `became ${t(b, "label") || t(b, "identifier")}${t(b, "via") ? ` by ${t(b, "via")}` : ""}`,
  "agent.effects_seen": (b) => t(b, "statement") || `${plural(n(b, "succeeded"), "successful effect")} seen`,
  "agent.denied": (b) => t(b, "statement") || `was denied ${plural(n(b, "count"), "time")}`,
  "damage.found": (b) => `${t(b, "effect") || "damaged"} ${t(b, "name")}: ${t(b, "statement")}`,
  "damage.options_asked": (b) =>
    `asked to look for ways back: ${t(b, "name") || plural(n(b, "count"), "resource")}`,
  "damage.options_computed": (b) =>
    `Ways back looked for: ${t(b, "name") || plural(n(b, "count"), "damage")}`,
  "damage.accepted": (b) => `accepted the loss of ${t(b, "name")}`,
  "damage.restored": (b) =>
    `${t(b, "partly") ? "Restored in part" : "Restored and verified"}: ${t(b, "name")}`,
  "work.asked": () => "asked what the agent started and what still runs",
  "work.found": (b) =>
    `${plural(n(b, "count"), "piece")} of work that the agent started ${n(b, "count") === 1 ? "goes" : "go"} on: ${t(b, "first")}${n(b, "count") > 1 ? " and others" : ""}`,
  "restore.planned": (b) => `planned the restore of ${t(b, "name") || plural(n(b, "count"), "resource")}`,
  "alert.raised": (b) => `Alerted ${t(b, "contact")}`,
  "alert.acknowledged": (b) => `acknowledged the alert${t(b, "contact") ? ` to ${t(b, "contact")}` : ""}`,
  "alert.escalated": (b) =>
    `Nobody acknowledged; escalated ${t(b, "from") ? `from ${t(b, "from")} ` : ""}to ${t(b, "to") || "nobody: there is no further contact"}`,
  "message.sent": (b) => `sent: ${t(b, "subject")}`,
  "delivery.failed": (b) => `Not delivered to ${t(b, "recipient")}`,
  "delivery.retried": (b) => `asked to deliver again to ${t(b, "recipient")}`,
  "live_link.created": () => "made a live link",
  "live_link.revoked": () => "revoked the live link",
  "review.started": () => "started the review",
  "review.edited": () => "edited the review",
  "review.completed": () => "completed the review",
  "action_item.added": (b) => `added the action item ${t(b, "title")} (${t(b, "owner")})`,
  "action_item.changed": (b) => `${t(b, "change") || "changed"} the action item ${t(b, "title")}`,
  "drill.started": (b) => `The scripted agent was started${t(b, "scenario") ? `: ${t(b, "scenario")}` : ""}`,
  "drill.ended": () => "The drill's practice account was closed",
}

/** The one line of an entry, the same on the page, the live page, in the report and in exports. Text only. */
export function summarise(kind: string, body: unknown): string {
  const fields: Body = typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Body) : {}
  return isTimelineKind(kind) ? lines[kind](fields) : kind
}

/** The second line: the reason or detail that belongs to it; may be empty. */
export function summariseDetail(kind: string, body: unknown): string {
  if (typeof body !== "object" || body === null || kind === "note.added") return ""
  const fields = body as Body
  return t(fields, "reason") || t(fields, "detail") || t(fields, "why") || t(fields, "failure")
}
