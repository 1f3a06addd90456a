import { z } from "zod"
import type { StepState } from "@/lib/plans/policy"
import { multilineText, plainText, rowVersion } from "@/lib/text"

/** A figure with where it comes from. `value` is text so that "about 1,200" can be said. Empty means: not known. */
const figureSchema = z.strictObject({
  value: plainText(200, { empty: true }),
  source: plainText(300, { empty: true }),
})

const lines = z.array(multilineText(2_000)).max(50)

/** What people write. Facts (times, timeline, damage) are never copied here: they are read each time. */
export const reviewContentSchema = z.strictObject({
  summary: multilineText(10_000, { empty: true }),
  whatHappened: multilineText(20_000, { empty: true }),
  impact: z.strictObject({
    downtimeMinutes: figureSchema,
    failedRequests: figureSchema,
    usersAffected: figureSchema,
    dataLost: figureSchema,
    cost: figureSchema,
  }),
  rootCause: multilineText(10_000, { empty: true }),
  contributingFactors: lines,
  wentWell: lines,
  wentBadly: lines,
  lucky: lines,
})
export type ReviewContent = z.infer<typeof reviewContentSchema>

export const saveReviewInput = z.strictObject({ content: reviewContentSchema, version: rowVersion() })
export const completeReviewInput = z.strictObject({ version: rowVersion() })

export const actionItemTypes = ["prevent", "detect", "mitigate", "process"] as const
export const addActionItemInput = z.strictObject({
  title: plainText(300),
  type: z.enum(actionItemTypes),
  owner: plainText(120),
  dueOn: z.iso.date().nullable(),
})
export const updateActionItemInput = z.strictObject({
  title: plainText(300).optional(),
  type: z.enum(actionItemTypes).optional(),
  owner: plainText(120).optional(),
  dueOn: z.iso.date().nullable().optional(),
  done: z.boolean().optional(),
  removed: z.literal(true).optional(),
  version: rowVersion(),
})
export type AddActionItemInput = z.infer<typeof addActionItemInput>
export type UpdateActionItemInput = z.infer<typeof updateActionItemInput>
export type SaveReviewInput = z.infer<typeof saveReviewInput>

export type ActionItemDto = {
  id: string
  title: string
  type: (typeof actionItemTypes)[number]
  owner: string
  dueOn: string | null
  done: boolean
  doneAt: string | null
  doneBy: string | null
  overdue: boolean
  version: number
}

/** One level of severity in the list of reports. Levels are never mixed, drills never counted. */
export type MetricSummary = {
  severity: number
  name: string
  definition: string
  /** Incidents in which both times are known. */
  count: number
  /** Incidents left out because a time is missing or contradicts another. */
  without: number
  medianMs: number | null
  /** Nearest rank; null without a figure. */
  p90Ms: number | null
}

/** Computed, with the definition beside the figure; null where a time is missing, never zero. */
export type ReviewMetric = { name: string; definition: string; milliseconds: number | null; missing: string }

export type ReviewEntry = {
  sequence: number
  kind: string
  occurredAt: string
  actor: string
  actorKind: string
  text: string
}

export type ReviewFacts = {
  reference: string
  isDrill: boolean
  title: string
  service: string
  severity: number
  status: string
  declaredAt: string
  detectedAt: string
  impactStartedAt: string | null
  containedAt: string | null
  recoveredAt: string | null
  resolvedAt: string | null
  agent: string
  agentKind: string
  agentVersion: string
  agentRunBy: string
  agentInstruction: string
  commander: string
  metrics: ReviewMetric[]
  damage: {
    name: string
    resourceType: string
    effect: string
    statement: string
    state: string
    by: string[]
  }[]
  sources: { label: string; completeUpTo: string | null; cannotSee: string[] }[]
  /** Containment steps that stayed in the plan: skipped, cancelled and undone ones are left out. */
  containment: { label: string; state: StepState; provenAt: string | null }[]
  /** Credentials that the agent minted for itself. */
  minted: number
  timeline: ReviewEntry[]
  /** Entries of the incident; more than the timeline above holds when it was cut. */
  timelineTotal: number
  /** Head of the chain the timeline above ends in. */
  headSequence: number
  headHash: string
}

export type ReviewDto = {
  state: "draft" | "in_review" | "reviewed"
  content: ReviewContent
  version: number
  updatedAt: string
  updatedBy: string
  completedAt: string | null
  facts: ReviewFacts
  actionItems: ActionItemDto[]
  suggestions: { title: string; type: ActionItemDto["type"]; why: string }[]
  mayNotEdit: string | null
  mayNotComplete: string | null
}

export type ReportListItemDto = {
  reference: string
  isDrill: boolean
  title: string
  severity: number
  status: string
  declaredAt: string
  resolvedAt: string
  /** Declared to the last proof; null while something is unproven. */
  allProvenAfterMs: number | null
  recoveredAfterMs: number | null
  metrics: ReviewMetric[]
  damaged: number
  restored: number
  /** Without a way back, or accepted as lost. */
  lost: number
  reviewState: "none" | "draft" | "in_review" | "reviewed"
  openActionItems: number
  overdueActionItems: number
}
