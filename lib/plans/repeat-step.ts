import "server-only"
import type { Context } from "@/lib/context"
import { parseInput } from "@/lib/http/parse-input"
import { pressStep } from "@/lib/plans/press-step"
import { requeueStep } from "@/lib/plans/requeue-step"
import { type PressStepInput, pressStepSchema, type StepDto } from "@/lib/plans/schema"
import { queueUndo } from "@/lib/plans/undo-step"
import type { World } from "@/lib/plans/world"

/** A person's decision about a step in doubt: the call is made again, although the first may have taken effect. */
export function repeatStep({
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
    verb: "repeat",
    world,
    press: async ({ tx, step, at, title }) => {
      parseInput(pressStepSchema, input)
      if (step.operation === "undo") {
        const note = "Repeated by decision, although the first call may have taken effect."
        await queueUndo(tx, { step, by: ctx.actor, at, title, note })
      } else await requeueStep(tx, { step, by: ctx.actor, at, title, kind: "step.repeated" })
    },
  })
}
