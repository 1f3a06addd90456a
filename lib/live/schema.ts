import { z } from "zod"
import type { IncidentStatus } from "@/lib/incidents/policy"
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
  commander: string | null
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
  latestMessage: { subject: string; body: string; sentAt: string } | null
  timeline: LiveEntryDto[]
  headSequence: number
  serverNow: string
}

export type LiveEntryDto = {
  sequence: number
  kind: string
  group: string
  occurredAt: string
  actor: string
  text: string
}
