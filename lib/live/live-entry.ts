import type { LiveEntryDto } from "@/lib/live/schema"
import { redact } from "@/lib/redact"
import type { TimelineEntryDto } from "@/lib/timeline/schema"

/** Kinds that say how the work goes, not what happened: left out for stakeholders. */
const hidden = new Set([
  "entry.pinned",
  "entry.unpinned",
  "note.redacted",
  "live_link.created",
  "live_link.revoked",
  "alert.raised",
  "delivery.failed",
  "delivery.retried",
])

/** An entry for the live page, or null when stakeholders do not see it: internal, or about our own housekeeping. */
export function liveEntry(entry: TimelineEntryDto): LiveEntryDto | null {
  if (entry.internal || hidden.has(entry.kind)) return null
  return {
    sequence: entry.sequence,
    kind: entry.kind,
    group: entry.group,
    occurredAt: entry.occurredAt,
    actor: entry.actor.label,
    text: hideKeyIds(redact(entry.note ?? entry.text)),
  }
}

/** Access key ids are not secrets, but they are nobody's business outside the team: last four only. */
export function hideKeyIds(text: string): string {
  return text.replace(/\b(AKIA|ASIA)[A-Z0-9]{8,}([A-Z0-9]{4})\b/g, "$1…$2")
}
