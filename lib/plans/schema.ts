import { z } from "zod"
import { referenceSchema } from "@/lib/incidents/schema"
import type { StepState } from "@/lib/plans/policy"
import { instant, multilineText, rowVersion } from "@/lib/text"

/** A plan as the pages and the API show it. Times are ISO strings, UTC. */
export type PlanDto = {
  id: string
  incidentReference: string
  kind: "contain" | "restore"
  title: string
  state: "draft" | "approved" | "finished" | "cancelled"
  /** What an approval must repeat; changes with any edit. First eight characters are what people read. */
  hash: string
  createdBy: string
  createdAt: string
  approvedBy: string | null
  approvedAt: string | null
  finishedAt: string | null
  version: number
  /** In the order of the plan; sort by `stepOrder` of policy.ts for the screen. */
  steps: StepDto[]
  /** Steps of earlier plans that this one presses again: they are re-checked, never written twice. */
  again: { stepId: string; targetLabel: string; state: StepState }[]
  /** What no action can do: guided by hand. */
  manual: ManualStepDto[]
  /** Never contained, with the reason. */
  refused: { credentialId: string; label: string; reason: string }[]
  /** Recommended mode per credential. */
  notes: { credentialId: string; label: string; mode: string; reason: string }[]
  may: PlanRefusals
}

export type ManualStepDto = {
  credentialId: string | null
  title: string
  instructions: string
  link: string | null
}

/** Why a button may not be pressed, as a sentence fragment; null when it may. */
export type PlanRefusals = {
  approve: string | null
  preview: string | null
  edit: string | null
  cancel: string | null
}

export type StepDto = {
  id: string
  planId: string
  kind: "contain" | "restore"
  position: number
  /** Action id, "aws.deactivate-access-keys". */
  action: string
  /** "Deactivate access keys"; falls back to the id when the action is no longer known. */
  actionTitle: string
  /** What it does and what it stops, one sentence. */
  actionSummary: string
  /** Why this step and this mode, one sentence; empty when the plan's author gave none. */
  why: string
  connectionId: string | null
  connectionName: string | null
  credentialId: string | null
  damageId: string | null
  /** Untrusted text: names come from platforms. */
  targetLabel: string
  targetKey: string
  state: StepState
  stateSince: string
  /** Why it is where it is and what to do; a human sentence, empty when there is nothing to say. */
  reason: string
  /** "undo" while a step is being taken back. */
  operation: "apply" | "undo"
  requestedAt: string | null
  snapshottedAt: string | null
  attemptedAt: string | null
  appliedAt: string | null
  /** When the proofs were complete; null again when one of them fell. */
  verifiedAt: string | null
  endedAt: string | null
  statedAt: string | null
  statedBy: string | null
  /** The effect was already in force before we did anything. */
  unchanged: boolean
  attempts: number
  maxAttempts: number
  /** Newest observation per kind. */
  proofs: ProofDto[]
  proofsNeeded: number
  proofsHolding: number
  /** Who else is hit; null before anybody looked. */
  collateral: {
    level: "nobody" | "some" | "unknown"
    statement: string
    items: { label: string; detail: string }[]
  } | null
  /** What a look before the press showed; null before anybody looked. */
  preview: PreviewDto | null
  irreversible: boolean
  undo: { possible: boolean; note: string }
  dependsOn: DependencyDto[]
  /** What it waits for, in words ("until key AKIA… is proven, then 4 s"); null when it waits for nothing. */
  waitsFor: string | null
  /** When something happens next by itself, and what; for countdowns. */
  nextAt: string | null
  nextWhat: "start" | "retry" | "read_back" | "proof" | "watch" | null
  /** Verification gives up then. */
  verifyUntil: string | null
  requestIds: string[]
  /** The same by hand, one shell command a line. */
  commands: string[]
  /** Time in each state, oldest first. */
  history: { state: StepState; at: string; by: string; note: string }[]
  may: StepRefusals
}

export type ProofDto = {
  kind: string
  outcome: "holds" | "not_yet" | "contradicts" | "cannot_tell"
  statement: string
  observedAt: string
  requestId: string | null
}

export type PreviewDto = {
  inspectedAt: string
  inEffect: "yes" | "no" | "unknown"
  changes: string[]
  warnings: string[]
  /** Set when it will be refused (ourselves, break-glass, not ours). */
  refusal: string | null
  /** Set when the look itself failed. */
  failure: string | null
}

export type DependencyDto = {
  stepId: string
  targetLabel: string
  until: "applied" | "verified"
  settleMs: number
  met: boolean
}

/** The presses on one step; why each may not be made now, or null. */
export const stepVerbs = [
  "approve",
  "cancel",
  "skip",
  "retry",
  "recheck",
  "repeat",
  "close",
  "state",
  "undo",
] as const
export type StepVerb = (typeof stepVerbs)[number]
export type StepRefusals = Record<StepVerb, string | null>

/** A plan's list entry for an incident: what the API returns on GET /api/incidents/:reference/plans. */
export type PlanListDto = { plans: PlanDto[] }

/** What one press of "contain" did. */
export type ContainDto = {
  /** The plan that was made; null when every target had been requested before. */
  plan: PlanDto | null
  requested: string[]
  /** Steps that existed and are being checked or tried again. */
  again: string[]
  /** Irreversible steps: they wait for their typed name. */
  waiting: string[]
}

const uuid = z.uuid()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits")
export const planParams = z.strictObject({ reference: referenceSchema, planId: uuid })
export const stepParams = z.strictObject({ stepId: uuid })

/** Why, or what was done: typed by a person. */
const sentence = multilineText(2000)

/** Propose (and look at) a containment plan for credentials of the incident; all of them when none is named. */
export const proposeContainmentSchema = z.strictObject({ credentialIds: z.array(uuid).max(500).optional() })
export type ProposeContainmentInput = z.infer<typeof proposeContainmentSchema>

/** One press. `hash`: what the preview on the screen showed; the press is refused when the plan would differ. */
export const containNowSchema = z.strictObject({
  credentialIds: z.array(uuid).max(500).optional(),
  hash: sha256.optional(),
})
export type ContainNowInput = z.infer<typeof containNowSchema>

/** `typedNames`: per irreversible step its target's label as typed; steps without one stay planned. */
export const approvePlanSchema = z.strictObject({
  hash: sha256,
  typedNames: z.record(uuid, z.string().max(2000)).optional(),
})
export type ApprovePlanInput = z.infer<typeof approvePlanSchema>

/** Take steps out of a draft, or choose another action or input for one. */
export const editPlanSchema = z.strictObject({
  version: rowVersion(),
  remove: z.array(uuid).max(500).optional(),
  change: z
    .array(
      z.strictObject({ stepId: uuid, action: z.string().max(200), input: z.record(z.string(), z.json()) }),
    )
    .max(500)
    .optional(),
})
export type EditPlanInput = z.infer<typeof editPlanSchema>

/** A press that needs no words. */
export const pressStepSchema = z.strictObject({})
export type PressStepInput = z.infer<typeof pressStepSchema>

/** A press that needs a reason (cancel, skip, undo may be given one). */
export const reasonedPressSchema = z.strictObject({ reason: sentence.optional() })
export type ReasonedPressInput = z.infer<typeof reasonedPressSchema>

/** Done by hand, or doubt closed: what was done and how it is known. Shown as stated, never as proven. */
export const stateStepSchema = z.strictObject({
  note: sentence,
  at: instant({ offset: true }).optional(),
})
export type StateStepInput = z.infer<typeof stateStepSchema>
