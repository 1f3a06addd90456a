import type { DamageEffect, DamageStateName } from "@/lib/damage/schema"
import type { StepState } from "@/lib/plans/policy"

/** Things that the agent made are cut off by containment: nothing of them is lost, and nothing of them comes back. */
export function isLoss(effect: DamageEffect | string): boolean {
  return effect !== "created"
}

/** Settled: nothing more is to be done to this damage. Only proofs or a person's decision make it so. */
export function isSettled(damage: { state: DamageStateName; effect: string }): boolean {
  return !isLoss(damage.effect) || damage.state === "restored" || damage.state === "accepted"
}

/** Why the loss cannot be accepted now, as a fragment for a disabled button; null when it can. */
export function acceptRefusal(state: DamageStateName): string | null {
  switch (state) {
    case "damaged":
    case "no_way_back":
    case "partly_restored":
      return null
    case "planned":
      return "a restore is planned; cancel it first"
    case "restoring":
      return "a restore is under way"
    case "restored":
      return "it is restored and verified"
    case "accepted":
      return "the loss is accepted already"
  }
}

/** Why no restore can be proposed now; null when one can. `options`: those that were found. */
export function restoreRefusal(
  damage: { state: DamageStateName; optionsState: string },
  options: readonly { available: boolean; reason: string }[],
): string | null {
  if (damage.state === "restored") return "it is restored and verified"
  if (damage.state === "restoring") return "a restore is under way"
  if (damage.optionsState === "not_looked" || damage.optionsState === "looking")
    return "ways back are still being looked for"
  if (options.some((option) => option.available)) return null
  return damage.optionsState === "failed"
    ? "the look for ways back failed; look again"
    : "no way back was found"
}

/** Whether a restore of it is what comes next: lost, nothing of ours under way, and a way back is known. */
export function isPlannable(damage: {
  state: DamageStateName
  effect: string
  options: readonly { available: boolean }[]
}): boolean {
  return (
    isLoss(damage.effect) && damage.state === "damaged" && damage.options.some((option) => option.available)
  )
}

/** A restore step of a damage, oldest first, as far as the damage's state depends on it. */
export type RestoreStep = {
  state: StepState
  operation: string
  reason: string
  /** What stays lost although the step is verified; "" when everything came back. */
  incomplete: string
  /** The last effect that the step was planned for, and how many were known; null when it does not say. */
  coversUntil: Date | null
  coversEffects: number | null
}

/** What is known of the damage now. */
export type KnownDamage = { lastAt: Date | null; succeeded: number }

/**
 * What a damage's state is by its steps. The newest step that was ever asked for decides; "restored" comes from proofs
 * alone, and only for what the step was planned for. Null: no step has a say, the state from before stays.
 */
export function stateBySteps(
  steps: readonly RestoreStep[],
  known: KnownDamage,
): { state: DamageStateName; stateReason: string } | null {
  const live = steps.filter((step) => !["planned", "skipped", "cancelled", "undone"].includes(step.state))
  const newest = live.at(-1)
  if (newest && isUnderWay(newest)) return { state: "restoring", stateReason: newest.reason }
  if (newest?.state === "verified") return byProof(newest, known)
  if (steps.some((step) => step.state === "planned")) return { state: "planned", stateReason: "" }
  if (!newest) return null
  const earlier = live.findLast((step) => step.state === "verified")
  if (earlier) {
    const proven = byProof(earlier, known)
    const later = `A later step did not succeed: ${newest.reason}`
    return { ...proven, stateReason: [proven.stateReason, later].filter(Boolean).join(" ") }
  }
  return { state: "damaged", stateReason: reasonOf(newest) }
}

function byProof(
  step: RestoreStep,
  { lastAt, succeeded }: KnownDamage,
): { state: DamageStateName; stateReason: string } {
  const later = step.coversUntil !== null && lastAt !== null && lastAt > step.coversUntil
  const more = step.coversEffects !== null && succeeded > step.coversEffects
  if (later || more)
    return {
      state: "partly_restored",
      stateReason:
        "More damage came, or became known, after the restore was planned. Look at the ways back again.",
    }
  return step.incomplete
    ? { state: "partly_restored", stateReason: step.incomplete }
    : { state: "restored", stateReason: "" }
}

function isUnderWay(step: RestoreStep): boolean {
  return ["approved", "queued", "snapshotted", "attempting", "applied", "verifying", "in_doubt"].includes(
    step.state,
  )
}

function reasonOf(step: RestoreStep): string {
  switch (step.state) {
    case "stated":
      return `A person states that it was restored by hand; there is no proof. ${step.reason}`
    case "unverifiable":
      return `A restore was applied but cannot be proven. ${step.reason}`
    case "ineffective":
      return `A restore is not proven. ${step.reason}`
    default:
      return `A restore failed. ${step.reason}`
  }
}
