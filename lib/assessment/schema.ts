import { z } from "zod"
import type { EffectRow } from "@/lib/connectors/assessment-contract"
import { referenceSchema } from "@/lib/incidents/schema"
import { instant } from "@/lib/text"

/**
 * Ask for an assessment. Without a window it reads the last 24 hours up to now; `to` null means: keep following
 * until 30 minutes after containment.
 */
export const requestAssessmentSchema = z.strictObject({
  from: instant().optional(),
  to: instant().nullable().optional(),
})
export type RequestAssessmentInput = z.infer<typeof requestAssessmentSchema>

export const assessmentParams = z.strictObject({ reference: referenceSchema, assessmentId: z.uuid() })
export const evidenceParams = z.strictObject({
  reference: referenceSchema,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits"),
})

export const assessmentStates = ["queued", "reading", "finished", "failed", "cancelled"] as const
export type AssessmentStateName = (typeof assessmentStates)[number]

export type AssessmentDto = {
  id: string
  state: AssessmentStateName
  windowFrom: string
  /** Moves with every re-read while the incident is followed. */
  windowTo: string
  requestedBy: string
  requestedAt: string
  startedAt: string | null
  /** End of the latest complete reading. */
  finishedAt: string | null
  /** What is being read now, in words; untrusted text may be inside. */
  progress: string
  failure: string
  /** When the sources are read again; null when nothing more is planned. */
  nextReadAt: string | null
}

/** One place that can tell what happened. "Absent" is only as good as `completeUpTo` and `cannotSee` say. */
export type SourceDto = {
  id: string
  connectionId: string
  connectionName: string
  /** aws.lookup-events | aws.trail-files | aws.version-listing */
  kind: string
  scope: string
  label: string
  state: "reading" | "read" | "failed" | "not_available"
  coveredFrom: string | null
  completeUpTo: string | null
  /** How late the source is, in a sentence. */
  latenessNote: string
  cannotSee: string[]
  records: number
  lastReadAt: string | null
  failure: string
}

export type CoverageDto = {
  sources: SourceDto[]
  /** The slowest source that was read decides; null when none can say. */
  completeUpTo: string | null
  /** Marked gaps: the agent stopped or edited a trail, a source failed. Sentences. */
  gaps: string[]
}

export type AssessmentOverviewDto = {
  /** The one that counts: the newest that is not cancelled. */
  current: AssessmentDto | null
  assessments: AssessmentDto[]
  coverage: CoverageDto
}

/** A mark on an identity's lane: effects of one kind within one slice of time. */
export type LaneMark = {
  at: string
  kind: "destructive" | "write" | "read" | "denied" | "failed"
  count: number
}

export type IdentityDto = {
  id: string
  connectionId: string
  connectionName: string
  kind: string
  identifier: string
  label: string
  parentId: string | null
  /** How it was got from the parent: "sts:AssumeRole"; empty for a seed. */
  via: string
  firstSeenAt: string | null
  lastSeenAt: string | null
  lastSuccessAt: string | null
  /** Until when it is dangerous without being cut. */
  expiresAt: string | null
  succeeded: number
  denied: number
  destructive: number
  agentMark: string
  /** The row to contain; null when this identity is contained through another one. */
  credentialId: string | null
  /** Applied is not proven: both times, each null until it is so. */
  cut: { appliedAt: string | null; provenAt: string | null; stepState: string } | null
  marks: LaneMark[]
}

/** One thing the agent did. Strings from the platform are untrusted text. */
export type EffectDto = EffectRow

export type EffectPageDto = {
  effects: EffectDto[]
  total: number
  /** Pass as `offset` for the next page; null at the end. */
  nextOffset: number | null
}

export const effectsQuerySchema = z.strictObject({
  identity: z.string().max(2048).optional(),
  resource: z.string().max(2048).optional(),
  outcome: z.enum(["succeeded", "denied", "failed"]).optional(),
  minGrade: z.coerce.number().int().min(0).max(4).optional(),
  from: instant().optional(),
  to: instant().optional(),
  order: z.enum(["newest", "oldest"]).default("newest"),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  format: z.enum(["json", "csv"]).default("json"),
})
export type EffectsQuery = z.infer<typeof effectsQuerySchema>

export type EvidenceDto = {
  id: string
  sha256: string
  bytes: number
  mediaType: string
  name: string
  origin: string
  collectedAt: string
}

/** The word of each grade, 0 to 4 (how destructive an effect is). */
export const gradeWords = ["read", "change", "exposure", "service loss", "data loss"] as const
