import canonicalize from "canonicalize"
import type { Edge } from "@/lib/plans/when-ready"

/** What an approval binds to. Row ids are left out, so that the same proposal made twice has the same hash. */
export type HashedStep = {
  id: string
  action: string
  connectionId: string | null
  credentialId: string | null
  damageId: string | null
  targetKey: string
  input: unknown
  irreversible: boolean
  after: readonly Edge[]
}

/**
 * The canonical text of a plan; its SHA-256 is the plan's hash. `again`: targets of earlier steps that this plan
 * presses again. `earlier`: target keys of steps outside the plan that edges point to.
 */
export function planText(plan: {
  incidentId: string
  kind: string
  steps: readonly HashedStep[]
  again: readonly string[]
  earlier?: ReadonlyMap<string, string>
}): string {
  const keys = new Map(plan.earlier)
  for (const step of plan.steps) keys.set(step.id, step.targetKey)
  const text = canonicalize({
    version: 1,
    incident: plan.incidentId,
    kind: plan.kind,
    steps: plan.steps.map((step) => ({
      action: step.action,
      connection: step.connectionId,
      credential: step.credentialId,
      damage: step.damageId,
      target: step.targetKey,
      input: step.input,
      irreversible: step.irreversible,
      after: step.after.map((edge) => ({
        ...edge,
        stepId: undefined,
        target: keys.get(edge.stepId) ?? edge.stepId,
      })),
    })),
    again: [...plan.again].sort(),
  })
  if (text === undefined) throw new TypeError("a plan must be JSON")
  return text
}
