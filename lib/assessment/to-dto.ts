import type { Assessment, Evidence, Source } from "@/lib/db/generated/client"
import type { AssessmentDto, EvidenceDto, SourceDto } from "./schema"

export function toAssessmentDto(row: Assessment): AssessmentDto {
  return {
    id: row.id,
    state: row.state,
    windowFrom: row.windowFrom.toISOString(),
    windowTo: row.windowTo.toISOString(),
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    progress: row.progress,
    failure: row.failure,
    nextReadAt: row.dueAt?.toISOString() ?? null,
  }
}

export function toSourceDto(row: Source & { connection: { name: string } }): SourceDto {
  return {
    id: row.id,
    connectionId: row.connectionId,
    connectionName: row.connection.name,
    kind: row.kind,
    scope: row.scope,
    label: row.label,
    state: toSourceState(row.state),
    coveredFrom: row.coveredFrom?.toISOString() ?? null,
    completeUpTo: row.completeUpTo?.toISOString() ?? null,
    latenessNote: row.latenessNote,
    cannotSee: row.cannotSee,
    records: row.records,
    lastReadAt: row.lastReadAt?.toISOString() ?? null,
    failure: row.failure,
  }
}

function toSourceState(state: string): SourceDto["state"] {
  return state === "reading" || state === "read" || state === "failed" ? state : "not_available"
}

export function toEvidenceDto(row: Evidence): EvidenceDto {
  return {
    id: row.id,
    sha256: row.sha256,
    bytes: Number(row.bytes),
    mediaType: row.mediaType,
    name: row.name,
    origin: row.origin,
    collectedAt: row.collectedAt.toISOString(),
  }
}
