import "server-only"
import type { Context } from "@/lib/context"
import type { Step } from "@/lib/db/generated/client"
import { parseInput } from "@/lib/http/parse-input"
import { moveStep } from "@/lib/plans/move-step"
import { type Pressed, pressStep } from "@/lib/plans/press-step"
import { rehashPlan } from "@/lib/plans/rehash-plan"
import { takeAway } from "@/lib/plans/requeue-step"
import { type ReasonedPressInput, reasonedPressSchema, type StepDto } from "@/lib/plans/schema"
import { factsOf } from "@/lib/plans/step-facts"
import { stepRefusal } from "@/lib/plans/step-refusals"
import type { World } from "@/lib/plans/world"

/** Cancels a step whose call has not left, and with it the steps that come after it and have not started either. */
export function cancelStep({
  ctx,
  stepId,
  input,
  world,
}: {
  ctx: Context
  stepId: string
  input: ReasonedPressInput
  world: World
}): Promise<StepDto> {
  return pressStep({
    ctx,
    stepId,
    verb: "cancel",
    world,
    press: async (pressed) => {
      const { reason } = parseInput(reasonedPressSchema, input)
      await cancelIn(pressed, pressed.step, reason ?? "Cancelled before anything was called.")
      await rehashPlan(pressed.tx, pressed.step.planId)
    },
  })
}

export async function cancelIn(pressed: Omit<Pressed, "step">, step: Step, note: string): Promise<void> {
  const { tx, at, title, ctx } = pressed
  await moveStep(tx, { step, to: "cancelled", by: ctx.actor, at, title, note, set: takeAway })
  const dependents = await tx.step.findMany({
    where: { incidentId: step.incidentId, after: { array_contains: [{ stepId: step.id }] } },
    include: { plan: true },
  })
  for (const dependent of dependents)
    if (stepRefusal("cancel", factsOf(dependent, dependent.plan, undefined)) === null)
      await cancelIn(
        { ...pressed, title: dependent.action },
        dependent,
        `It comes after ${step.targetLabel}, which was cancelled.`,
      )
}
