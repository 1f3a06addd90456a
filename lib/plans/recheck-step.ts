import "server-only"
import type { Context } from "@/lib/context"
import { parseInput } from "@/lib/http/parse-input"
import { askRecheck } from "@/lib/plans/ask-recheck"
import { pressStep } from "@/lib/plans/press-step"
import { type PressStepInput, pressStepSchema, type StepDto } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"

/** Reads again what the platform shows; writes nothing to it. */
export function recheckStep({
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
    verb: "recheck",
    world,
    press: async ({ tx, step, at, title }) => {
      parseInput(pressStepSchema, input)
      await askRecheck(tx, { step, by: ctx.actor, at, title })
    },
  })
}
