import "server-only"
import { actorLabel, actorUserId } from "@/lib/actor"
import type { Context } from "@/lib/context"
import { invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { moveStep } from "@/lib/plans/move-step"
import { type Pressed, pressStep } from "@/lib/plans/press-step"
import { rehashPlan } from "@/lib/plans/rehash-plan"
import { takeAway } from "@/lib/plans/requeue-step"
import { type StateStepInput, type StepDto, stateStepSchema } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"

/** A person says that it was done by hand: who, when and how it is known. No proof, and never shown as one. */
export function stateStep({
  ctx,
  stepId,
  input,
  world,
}: {
  ctx: Context
  stepId: string
  input: StateStepInput
  world: World
}): Promise<StepDto> {
  return pressStep({ ctx, stepId, verb: "state", world, press: (pressed) => stateIn(pressed, input) })
}

export async function stateIn({ tx, step, at, title, ctx }: Pressed, input: StateStepInput): Promise<void> {
  const { note, at: given } = parseInput(stateStepSchema, input)
  const doneAt = given === undefined ? at : new Date(given)
  if (doneAt > at)
    throw invalidInput("It cannot have been done in the future.", [{ path: "at", message: "In the future" }])
  await moveStep(tx, {
    step,
    to: "stated",
    by: ctx.actor,
    at,
    title,
    note,
    set: {
      operation: "apply",
      statedAt: doneAt,
      statedBy: actorLabel(ctx.actor),
      statedById: actorUserId(ctx.actor),
      ...takeAway,
    },
    detail: { doneAt: doneAt.toISOString(), from: step.state },
  })
  await rehashPlan(tx, step.planId)
}
