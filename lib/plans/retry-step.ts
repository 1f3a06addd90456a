import "server-only"
import type { Context } from "@/lib/context"
import { parseInput } from "@/lib/http/parse-input"
import { pressStep } from "@/lib/plans/press-step"
import { requeueStep } from "@/lib/plans/requeue-step"
import { type PressStepInput, pressStepSchema, type StepDto } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"

/** Tries a step again that failed, had no effect, was skipped or is only stated: it looks first, then applies. */
export function retryStep({
  ctx,
  stepId,
  input,
  world,
}: {
  ctx: Context
  stepId: string
  input: PressStepInput
  world: World
}): Promise<StepDto> {
  return pressStep({
    ctx,
    stepId,
    verb: "retry",
    world,
    press: async ({ tx, step, at, title }) => {
      parseInput(pressStepSchema, input)
      await requeueStep(tx, { step, by: ctx.actor, at, title, kind: "step.retried" })
    },
  })
}
