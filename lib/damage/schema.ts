import { z } from "zod"
import { incidentParams } from "@/lib/incidents/schema"
import { instant, multilineText } from "@/lib/text"

export const damageStates = [
  "damaged",
  "planned",
  "restoring",
  "restored",
  "partly_restored",
  "no_way_back",
  "accepted",
] as const
export type DamageStateName = (typeof damageStates)[number]

export const damageEffects = [
  "purged",
  "deleted",
  "overwritten",
  "exposed",
  "changed",
  "created",
  "claimed",
] as const
export type DamageEffect = (typeof damageEffects)[number]

export type PreflightCheckDto = {
  name: string
  outcome: "passed" | "failed" | "unknown"
  statement: string
}

export type RestoreOptionDto = {
  id: string
  /** "aws.restore-bucket-objects" */
  action: string
  method: string
  available: boolean
  /** Why this is no way back, when it is none. */
  reason: string
  /** The moment that comes back; adjustable when a plan is proposed. */
  point: string | null
  expectedLoss: string
  /** When this way back closes by itself. */
  expiresAt: string | null
  estimateSeconds: number | null
  preflight: PreflightCheckDto[]
  /** Counts of the plan per key and what else the action says; `input` is what a step would get. */
  input: Record<string, unknown>
  detail: Record<string, unknown>
  computedAt: string
}

export type DamageDto = {
  id: string
  connectionId: string
  connectionName: string
  resource: string
  resourceType: string
  name: string
  region: string
  grade: number
  effect: DamageEffect
  /** What happened, in words, from facts. */
  statement: string
  /** Labels of the identities that did it; empty when the actor is unknown. */
  by: string[]
  actor: "known" | "unknown" | "mixed"
  succeeded: number
  denied: number
  firstAt: string | null
  lastAt: string | null
  state: DamageStateName
  stateReason: string
  /** not_looked | looking | looked | failed: whether ways back have been looked for. */
  optionsState: "not_looked" | "looking" | "looked" | "failed"
  options: RestoreOptionDto[]
  /** Restore steps of this damage, newest last; full rows come with the plan. */
  steps: { id: string; planId: string; state: string }[]
  detail: { objectsDeleted: number; objectsOverwritten: number; versionsPurged: number; reasons: string[] }
  version: number
  /** Why a button may not be pressed by this viewer now, as a sentence fragment; null when it may. */
  may: { restore: string | null; accept: string | null; look: string | null }
}

/** The four numbers of the command view, with what they rest on. */
export type DamageSummaryDto = {
  /** False until one reading is complete: zero then means "not known". */
  assessed: boolean
  resources: number
  /** "3 buckets, 1 user" */
  resourcesByType: { type: string; count: number }[]
  objectsDeleted: number
  versionsPurged: number
  objectsOverwritten: number
  wayBackFound: number
  noWayBack: number
  stillLooking: number
  restored: number
  partlyRestored: number
  accepted: number
  firstToExpire: { damageId: string; name: string; expiresAt: string } | null
  effectsSucceeded: number
  effectsDenied: number
  firstAt: string | null
  lastAt: string | null
  /** The slowest source decides. */
  completeUpTo: string | null
  sources: { label: string; kind: string; completeUpTo: string | null; state: string }[]
  gaps: string[]
}

export type DamageOverviewDto = {
  damages: DamageDto[]
  summary: DamageSummaryDto
  /** Why a restore needs a reason first (containment is not proven); null when it needs none. */
  restoreNeedsReason: string | null
}

/** One plan for many damages. `point`, `mode` and `destination` may be changed per damage; the rest comes from the option. */
export const proposeRestoreSchema = z.strictObject({
  restores: z
    .array(
      z.strictObject({
        damageId: z.uuid(),
        optionId: z.uuid(),
        /** Bring back the state at this moment instead of the proposed one. */
        point: instant().optional(),
        mode: z.enum(["copy", "markers"]).optional(),
        /** Copy to another bucket or under a prefix instead of beside on the same keys. */
        destination: z
          .strictObject({ bucket: z.string().min(3).max(63), prefix: z.string().max(512) })
          .optional(),
      }),
    )
    .min(1)
    .max(200),
  /** Why to restore although containment is not proven: the agent may delete what is restored. */
  overrideReason: multilineText(500).optional(),
})
export type ProposeRestoreInput = z.infer<typeof proposeRestoreSchema>

export const acceptLossSchema = z.strictObject({
  reason: multilineText(500),
  expectedVersion: z.number().int().min(1),
})
export type AcceptLossInput = z.infer<typeof acceptLossSchema>

export const damageParams = incidentParams.extend({ damageId: z.uuid() })

export const computeOptionsSchema = z.strictObject({
  /** Empty: every damage that has not been looked at. */
  damageIds: z.array(z.uuid()).max(200).default([]),
})
export type ComputeOptionsInput = z.infer<typeof computeOptionsSchema>
