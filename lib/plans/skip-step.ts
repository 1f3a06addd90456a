import "server-only"
import type { Context } from "@/lib/context"
import { parseInput } from "@/lib/http/parse-input"
import { moveStep } from "@/lib/plans/move-step"
import { pressStep } from "@/lib/plans/press-step"
import { rehashPlan } from "@/lib/plans/rehash-plan"
import { takeAway } from "@/lib/plans/requeue-step"
import { type ReasonedPressInput, reasonedPressSchema, type StepDto } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"

/** Leaves a step out on purpose: what comes after it goes on without it. */
export function skipStep({
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
    verb: "skip",
    world,
    press: async ({ tx, step, at, title }) => {
      const { reason } = parseInput(reasonedPressSchema, input)
      const note = reason ?? "Left out on purpose."
      await moveStep(tx, { step, to: "skipped", by: ctx.actor, at, title, note, set: takeAway })
      await rehashPlan(tx, step.planId)
    },
  })
}
