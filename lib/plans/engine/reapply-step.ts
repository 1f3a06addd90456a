import "server-only"
import { actorLabel } from "@/lib/actor"
import type { ActionDefinition, ProofObservation } from "@/lib/connectors/contract"
import type { Prisma, Step } from "@/lib/db/generated/client"
import { type EngineWrite, engineMove } from "@/lib/plans/engine/commit-move"
import { engineActor, type Run } from "@/lib/plans/engine/engine"
import { maxReapplications } from "@/lib/plans/policy"
import { requeueStep } from "@/lib/plans/requeue-step"

/**
 * The observation that somebody undid the step or added to what it covers, when applying again by itself is allowed:
 * an action that may be repeated, not too often already. Null otherwise: then a person decides.
 */
export async function undoneMeanwhile(
  tx: Prisma.TransactionClient,
  input: { step: Step; definition: ActionDefinition; proofs: readonly ProofObservation[] },
): Promise<ProofObservation | null> {
  const { step, definition, proofs } = input
  const seen = mendable(definition, proofs)
  return seen && (await reapplications(tx, step)) < maxReapplications ? seen : null
}

/**
 * What to say when the step was applied again as often as that is done by itself, and is undone once more: then nobody
 * waits for time to be up. Null otherwise.
 */
export async function foughtOver(
  tx: Prisma.TransactionClient,
  input: { step: Step; definition: ActionDefinition; proofs: readonly ProofObservation[] },
): Promise<string | null> {
  const seen = mendable(input.definition, input.proofs)
  if (!seen || (await reapplications(tx, input.step)) < maxReapplications) return null
  const rounds = `It was applied again ${maxReapplications} times by itself and undone each time.`
  return [seen.statement, rounds, seen.lastResort ?? "Find out who undoes it, then try again."].join(" ")
}

function mendable(
  definition: ActionDefinition,
  proofs: readonly ProofObservation[],
): ProofObservation | undefined {
  if (!definition.idempotent || definition.irreversible || definition.kind !== "contain") return undefined
  return proofs.find((proof) => proof.outcome === "contradicts" && proof.reapply)
}

function reapplications(tx: Prisma.TransactionClient, step: Step): Promise<number> {
  return tx.stepTransition.count({
    where: { stepId: step.id, from: "ineffective", to: "queued", by: actorLabel(engineActor) },
  })
}

/**
 * Says that the step had no effect and asks for it once more: it looks first, so a key that was made meanwhile is in
 * its new snapshot, and an undo takes back every application.
 */
export async function reapply(
  run: Run,
  step: Step,
  title: string,
  write: EngineWrite,
  seen: ProofObservation,
): Promise<void> {
  if (step.state === "applied") await engineMove(run, step, title, write, { to: "verifying", silent: true })
  await engineMove(run, { ...step, state: "verifying" }, title, write, {
    to: "ineffective",
    note: `${seen.statement} It is applied again by itself.`,
  })
  await requeueStep(write.tx, {
    step: { ...step, state: "ineffective" },
    by: engineActor,
    at: write.at,
    title,
    kind: "step.retried",
  })
}
