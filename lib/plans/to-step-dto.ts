import type { ActionDefinition } from "@/lib/connectors/contract"
import type { Plan, Proof, Step, StepTransition } from "@/lib/db/generated/client"
import { parseEdges } from "@/lib/plans/parse-edges"
import { maxAttempts } from "@/lib/plans/policy"
import type { DependencyDto, ProofDto, StepDto, StepVerb } from "@/lib/plans/schema"
import { factsOf, undoOf } from "@/lib/plans/step-facts"
import { stepRefusals } from "@/lib/plans/step-refusals"
import type { StoredPreview } from "@/lib/plans/to-preview"
import { type EdgeSource, isMet, whenReady } from "@/lib/plans/when-ready"

/** A step's row with what belongs to it; proofs oldest first, transitions oldest first. */
export type LoadedStep = Step & {
  plan: Pick<Plan, "kind" | "state">
  connection: { name: string } | null
  proofs: Proof[]
  transitions: StepTransition[]
}

/** The step as pages and the API show it. `sources`: the steps its edges name. */
export function toStepDto(
  step: LoadedStep,
  given: {
    definition: ActionDefinition | undefined
    sources: readonly EdgeSource[]
    reference: string
    permission: (verb: StepVerb) => string | null
  },
): StepDto {
  const { definition, sources } = given
  const edges = parseEdges(step.after)
  const readiness = whenReady(edges, sources)
  const preview = step.preview as StoredPreview | null
  const proofs = newestProofs(step)
  const waiting = step.state === "queued" && step.operation === "apply" && !readiness.ready
  return {
    id: step.id,
    planId: step.planId,
    kind: step.plan.kind,
    position: step.position,
    action: step.action,
    actionTitle: definition?.title ?? step.action,
    actionSummary: definition?.summary ?? "",
    why: step.why,
    connectionId: step.connectionId,
    connectionName: step.connection?.name ?? null,
    credentialId: step.credentialId,
    damageId: step.damageId,
    targetLabel: step.targetLabel,
    targetKey: step.targetKey,
    state: step.state,
    stateSince: step.stateSince.toISOString(),
    reason: step.reason,
    operation: step.operation === "undo" ? "undo" : "apply",
    requestedAt: iso(step.requestedAt),
    snapshottedAt: iso(step.snapshottedAt),
    attemptedAt: iso(step.attemptedAt),
    appliedAt: iso(step.appliedAt),
    verifiedAt: step.state === "verified" ? iso(step.endedAt) : null,
    endedAt: iso(step.endedAt),
    statedAt: iso(step.statedAt),
    statedBy: step.statedBy,
    unchanged: step.unchanged,
    attempts: step.attempts,
    maxAttempts,
    proofs,
    proofsNeeded: definition?.proofsNeeded ?? 1,
    proofsHolding: proofs.filter((proof) => proof.outcome === "holds").length,
    collateral: preview?.collateral ?? null,
    preview: preview && {
      inspectedAt: preview.inspectedAt,
      inEffect: preview.inEffect,
      changes: preview.changes,
      warnings: preview.warnings,
      refusal: preview.refusal,
      failure: preview.failure,
    },
    irreversible: step.irreversible,
    undo: undoOf(definition),
    dependsOn: edges.map((edge): DependencyDto => {
      const source = sources.find((one) => one.id === edge.stepId)
      return { ...edge, targetLabel: source?.targetLabel ?? "", met: isMet(edge, source) }
    }),
    waitsFor: waiting && !readiness.ready ? readiness.sentence : null,
    nextAt: waiting ? null : iso(step.dueAt),
    nextWhat: step.dueAt === null || waiting ? null : nextWhat(step, edges.length > 0),
    verifyUntil: iso(step.verifyUntil),
    requestIds: step.requestIds,
    commands: commandsOf(step, definition, given.reference),
    history: step.transitions.map(({ to, at, by, note }) => ({ state: to, at: at.toISOString(), by, note })),
    may: stepRefusals(factsOf(step, step.plan, definition), given.permission),
  }
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null
}

/** Newest per kind, of the application that is in force now: what proved an earlier one says nothing about this. */
function newestProofs(step: LoadedStep): ProofDto[] {
  const since = step.appliedAt
  if (since === null) return []
  const newest = new Map<string, Proof>()
  for (const proof of step.proofs) if (proof.observedAt >= since) newest.set(proof.kind, proof)
  return [...newest.values()].map((proof) => ({
    kind: proof.kind,
    outcome: proof.outcome as ProofDto["outcome"],
    statement: proof.statement,
    observedAt: proof.observedAt.toISOString(),
    requestId: proof.requestId,
  }))
}

function nextWhat(step: Step, hasEdges: boolean): StepDto["nextWhat"] {
  switch (step.state) {
    case "queued":
      return hasEdges && step.failures === 0 ? "start" : "retry"
    case "snapshotted":
      return "retry"
    case "attempting":
    case "in_doubt":
      return "read_back"
    case "applied":
    case "verifying":
      return "proof"
    case "verified":
      return "watch"
    default:
      return null
  }
}

function commandsOf(step: Step, definition: ActionDefinition | undefined, reference: string): string[] {
  const input = definition?.input.safeParse(step.input)
  return definition && input?.success ? definition.commands(input.data, reference) : []
}
