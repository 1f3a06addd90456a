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
    actor: { kind: entry.actor.kind, label: cleanForReaders(entry.actor.label) },
    text: cleanForReaders(entry.note ?? entry.text),
    isNote: entry.note !== null,
  }
}

/** Text as stakeholders may read it: no secret of a known shape, no bare secret key, key ids by their last four. */
export function cleanForReaders(text: string): string {
  return hideKeyIds(redact(text)).replace(bareSecret, "[redacted]")
}

/** Forty characters of base64 with small, large and digit: what an AWS secret key looks like without its name. */
const bareSecret =
  /(?<![A-Za-z0-9/+=])(?=[A-Za-z0-9/+]{0,39}[a-z])(?=[A-Za-z0-9/+]{0,39}[A-Z])(?=[A-Za-z0-9/+]{0,39}\d)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g

/** Access key ids are not secrets, but they are nobody's business outside the team: last four only. */
export function hideKeyIds(text: string): string {
  return text.replace(/\b(AKIA|ASIA)[A-Z0-9]{8,}([A-Z0-9]{4})\b/g, "$1…$2")
}
