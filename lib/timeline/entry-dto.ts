import type { TimelineBody, TimelineEntry } from "@/lib/db/generated/client"
import { isTimelineKind, type TimelineEntryDto, timelineKinds } from "@/lib/timeline/schema"
import { summarise, summariseDetail } from "@/lib/timeline/summarise"

export type EntryRow = TimelineEntry & { body: TimelineBody | null }
type Marks = { pinned: boolean; correctedBySequence: number | null }

/** A row as the API shows it. A redacted body leaves who, when and why. */
export function entryDto(
  row: EntryRow,
  marks: Marks = { pinned: false, correctedBySequence: null },
): TimelineEntryDto {
  const kind = isTimelineKind(row.kind) ? row.kind : "fact.inserted"
  const redacted = row.body?.redactedAt
    ? {
        by: row.body.redactedBy ?? "",
        at: row.body.redactedAt.toISOString(),
        reason: row.body.redactedReason ?? "",
      }
    : null
  const body = redacted ? {} : asObject(row.body?.body)
  return {
    sequence: row.sequence,
    kind,
    group: timelineKinds[kind],
    occurredAt: row.occurredAt.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    actor: { kind: actorKindOf(row.actorKind), label: row.actorLabel },
    text: redacted ? "(redacted)" : summarise(row.kind, body),
    detail: redacted ? redacted.reason : summariseDetail(row.kind, body),
    note: kind === "note.added" && !redacted && typeof body.text === "string" ? body.text : null,
    body,
    internal: row.internal,
    pinned: marks.pinned,
    redacted,
    correctsSequence: row.correctsSequence,
    correctedBySequence: marks.correctedBySequence,
    evidenceId: row.evidenceId,
    hash: row.hash,
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

function actorKindOf(kind: string): TimelineEntryDto["actor"]["kind"] {
  return kind === "person" || kind === "machine" || kind === "agent" ? kind : "system"
}
