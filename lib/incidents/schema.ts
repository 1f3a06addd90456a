import { z } from "zod"
import type { Certainty } from "@/lib/incidents/containment"
import {
  type FirstStepKind,
  firstStepKinds,
  type IncidentRole,
  type IncidentStatus,
  incidentRoles,
  incidentStatuses,
} from "@/lib/incidents/policy"
import type { StepState } from "@/lib/plans/policy"
import { instant, multilineText, plainText, rowVersion } from "@/lib/text"

/** "INC-47" or "DRILL-9"; lower case is taken too. */
export const referenceSchema = z
  .string()
  .regex(/^(?:INC|DRILL)-[1-9]\d{0,8}$/i, "is not an incident number like INC-47")
  .transform((text) => text.toUpperCase())
export const incidentParams = z.strictObject({ reference: referenceSchema })

const severity = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
const optionalLine = (max: number) => plainText(max, { empty: true }).default("")
const why = multilineText(1_000)

export const declareInput = z.strictObject({
  title: plainText(200),
  severity,
  service: optionalLine(120),
  summary: multilineText(10_000, { empty: true }).default(""),
  detectedAt: instant().optional(),
  agentId: z.uuid().nullable().default(null),
  agentKind: optionalLine(60),
  agentVersion: optionalLine(60),
  agentRunBy: optionalLine(120),
  agentInstruction: multilineText(4_000, { empty: true }).default(""),
  connectionIds: z.array(z.uuid()).max(50).default([]),
})
export type DeclareInput = z.input<typeof declareInput>

export const updateIncidentInput = z.strictObject({
  title: plainText(200).optional(),
  service: plainText(120, { empty: true }).optional(),
  summary: multilineText(10_000, { empty: true }).optional(),
  agentKind: plainText(60, { empty: true }).optional(),
  agentVersion: plainText(60, { empty: true }).optional(),
  agentRunBy: plainText(120, { empty: true }).optional(),
  agentInstruction: multilineText(4_000, { empty: true }).optional(),
  workaround: multilineText(2_000, { empty: true }).optional(),
  etaText: plainText(200, { empty: true }).optional(),
  phase: plainText(80, { empty: true }).optional(),
  detectedAt: instant().optional(),
  version: rowVersion(),
})
export type UpdateIncidentInput = z.input<typeof updateIncidentInput>

export const changeSeverityInput = z.strictObject({ severity, why })
export const changeStatusInput = z.strictObject({ status: z.enum(incidentStatuses), why })
export const offerRoleInput = z.strictObject({
  role: z.enum(incidentRoles),
  userId: z.uuid(),
  note: plainText(300, { empty: true }).default(""),
})
export const answerRoleInput = z.strictObject({ handOverId: z.uuid(), accept: z.boolean() })
export const takeRoleInput = z.strictObject({ role: z.enum(incidentRoles) })
export const stateFirstStepInput = z.strictObject({
  kind: z.enum(firstStepKinds),
  note: multilineText(1_000),
})
export const attachAgentInput = z.strictObject({ agentId: z.uuid() })
export const addConnectionInput = z.strictObject({ connectionId: z.uuid() })
export const addCredentialInput = z.strictObject({
  connectionId: z.uuid().nullable(),
  kind: plainText(60),
  identifier: plainText(2_048),
  label: plainText(200, { empty: true }).default(""),
})
export const stateCredentialInput = z.strictObject({ note: multilineText(1_000) })

export type FirstStepDto = {
  kind: FirstStepKind
  title: string
  /** done: by facts; stated: by a person; under_way: facts say that it began. */
  state: "open" | "under_way" | "done" | "stated"
  statement: string
  by: string | null
  at: string | null
  progress: string | null
}

export type ResponderDto = { userId: string; name: string; role: IncidentRole; since: string }
export type HandOverDto = {
  id: string
  role: IncidentRole
  from: string | null
  to: string
  toUserId: string
  note: string
  offeredAt: string
}

export type ContainmentDto = {
  total: number
  proven: number
  applied: number
  underWay: number
  notStarted: number
  unverifiable: number
  stated: number
  needsDecision: number
  contained: boolean
  credentials: { credentialId: string; label: string; certainty: Certainty; state: StepState; why: string }[]
}

export type CredentialDto = {
  id: string
  kind: string
  identifier: string
  label: string
  origin: "registered" | "identified" | "minted" | "found"
  connectionId: string | null
  stated: { by: string; at: string; note: string } | null
}

export type IncidentDto = {
  id: string
  reference: string
  isDrill: boolean
  title: string
  severity: number
  status: IncidentStatus
  /** Set when a person set the status against the proofs. */
  statusStated: { by: string; at: string; reason: string } | null
  service: string
  summary: string
  declaredAt: string
  declaredBy: string
  detectedAt: string
  impactStartedAt: string | null
  containedAt: string | null
  recoveredAt: string | null
  resolvedAt: string | null
  reviewedAt: string | null
  agent: {
    id: string | null
    name: string
    kind: string
    version: string
    runBy: string
    instruction: string
    runsOn: string
  }
  commander: ResponderDto | null
  responders: ResponderDto[]
  handOvers: HandOverDto[]
  firstSteps: FirstStepDto[]
  containment: ContainmentDto
  credentials: CredentialDto[]
  connections: { id: string; name: string; connector: string; isRange: boolean; accountId: string | null }[]
  nextUpdateDueAt: string | null
  messagesSent: number
  workaround: string
  etaText: string
  phase: string
  alerts: {
    id: string
    contact: string
    kind: string
    raisedAt: string
    escalateAt: string | null
    escalatedAt: string | null
    acknowledgedAt: string | null
    acknowledgedBy: string | null
    /** Accepted means that the next hop took it, not that a person read it. */
    deliveries: {
      id: string
      channel: "email" | "webhook" | "drill_inbox"
      state: "queued" | "sending" | "accepted" | "failed" | "in_doubt"
      failure: string
    }[]
  }[]
  /** `openDamage`: of the damaged resources those that still ask for something. */
  counts: { timeline: number; damage: number; openDamage: number; messages: number; plans: number }
  liveLink: string | null
  headSequence: number
  headHash: string
  /** Time of the server when it answered, for clocks. */
  serverNow: string
  version: number
  /** Roles that the viewer holds here. */
  myRoles: IncidentRole[]
  /** Why the viewer may not, or null. */
  may: {
    update: string | null
    command: string | null
    note: string | null
    redact: string | null
    approve: string | null
    act: string | null
    assess: string | null
    send: string | null
  }
}

export type IncidentListItemDto = {
  reference: string
  isDrill: boolean
  title: string
  severity: number
  status: IncidentStatus
  statusStated: boolean
  declaredAt: string
  resolvedAt: string | null
  commander: string | null
  containment: Omit<ContainmentDto, "credentials"> & { states: StepState[] }
  damaged: number
  nextUpdateDueAt: string | null
  allProvenAfterMs: number | null
  recoveredAfterMs: number | null
}

export type IncidentListDto = {
  open: IncidentListItemDto[]
  earlier: IncidentListItemDto[]
  serverNow: string
}
