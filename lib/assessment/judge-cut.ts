import { type ContainmentStep, computeContainment } from "@/lib/incidents/containment"
import type { StepState } from "@/lib/plans/policy"
import type { IdentityDto } from "./schema"

export type CutCredential = { id: string; label: string; statedAt: Date | null; statedBy: string | null }
export type CutStep = ContainmentStep & { appliedAt: Date | null }

/** The platform said yes in these; what had no effect or was taken back is no cut. */
const appliedStates: readonly StepState[] = ["applied", "verifying", "verified", "unverifiable"]
const left: readonly StepState[] = ["planned", "skipped", "cancelled", "undone"]

/**
 * When a credential was cut, as its steps say: applied once every step of it is, proven only when the containment of
 * the incident calls it proven. Null while nothing was asked for. Pure.
 */
export function judgeCut(credential: CutCredential, steps: readonly CutStep[]): IdentityDto["cut"] {
  const own = steps.filter((step) => step.credentialId === credential.id)
  const found = computeContainment([credential], own).credentials[0]
  const asked = own.filter((step) => !left.includes(step.state))
  if (!found || (asked.length === 0 && found.certainty !== "stated")) return null
  const applied = asked.length > 0 && asked.every((step) => appliedStates.includes(step.state))
  return {
    appliedAt: applied ? latest(asked.map((step) => step.appliedAt ?? step.endedAt)) : null,
    provenAt: found.certainty === "proven" ? latest(asked.map((step) => step.endedAt)) : null,
    stepState: found.state,
  }
}

function latest(times: readonly (Date | null)[]): string | null {
  const known = times.flatMap((time) => (time ? [time.getTime()] : []))
  return known.length > 0 ? new Date(Math.max(...known)).toISOString() : null
}
