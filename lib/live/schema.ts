import { z } from "zod"
import type { IncidentRole, IncidentStatus } from "@/lib/incidents/policy"
import type { ContainmentDto, FirstStepDto } from "@/lib/incidents/schema"

export const liveParams = z.strictObject({
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, "is not a live link"),
})

/** What a stakeholder with the link sees: no names of keys in full, no internal notes, no ids of ours. */
export type LiveDto = {
  reference: string
  isDrill: boolean
  title: string
  severity: number
  status: IncidentStatus
  statusStated: boolean
  service: string
  declaredAt: string
  resolvedAt: string | null
  nextUpdateDueAt: string | null
  /** What the agent is and what it was asked, as far as known; empty when not. */
  agent: { kind: string; version: string; instruction: string }
  responders: { role: IncidentRole; name: string }[]
  /** What readers can do, as the commander typed it; empty when nothing was said. */
  workaround: string
  firstSteps: FirstStepDto[]
  containment: Omit<ContainmentDto, "credentials"> & {
    credentials: {
      label: string
      certainty: ContainmentDto["credentials"][number]["certainty"]
      state: ContainmentDto["credentials"][number]["state"]
    }[]
  }
  damage: {
    assessed: boolean
    resources: number
    restored: number
    noWayBack: number
    completeUpTo: string | null
    items: { name: string; statement: string; state: string }[]
  }
  latestMessage: { kind: string; subject: string; body: string; sentAt: string; sentBy: string } | null
  timeline: LiveEntryDto[]
  headSequence: number
  serverNow: string
}

export type LiveEntryDto = {
  sequence: number
  kind: string
  group: string
  occurredAt: string
  actor: { kind: "person" | "machine" | "system" | "agent"; label: string }
  /** One line; Markdown of several when `isNote`. May hold untrusted text. */
  text: string
  isNote: boolean
}
