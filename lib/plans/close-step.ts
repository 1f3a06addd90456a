import "server-only"
import type { Context } from "@/lib/context"
import { pressStep } from "@/lib/plans/press-step"
import type { StateStepInput, StepDto } from "@/lib/plans/schema"
import { stateIn } from "@/lib/plans/state-step"
import type { World } from "@/lib/plans/world"

/** Closes a step in doubt with a reason: it ends as stated, without proof. */
export function closeStep({
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
  return pressStep({ ctx, stepId, verb: "close", world, press: (pressed) => stateIn(pressed, input) })
}
