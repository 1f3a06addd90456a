import "server-only"
import type { Actor } from "@/lib/actor"
import type { Context } from "@/lib/context"
import type { Step } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { parseInput } from "@/lib/http/parse-input"
import { moveStep } from "@/lib/plans/move-step"
import { pressStep } from "@/lib/plans/press-step"
import { takeAway } from "@/lib/plans/requeue-step"
import { type ReasonedPressInput, reasonedPressSchema, type StepDto } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"

/** Takes a step back from its receipt. From this press on it no longer counts as contained or restored. */
export function undoStep({
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
    verb: "undo",
    world,
    press: async ({ tx, step, at, title }) => {
      const { reason } = parseInput(reasonedPressSchema, input)
      await queueUndo(tx, { step, by: ctx.actor, at, title, note: reason ?? "To be taken back." })
    },
  })
}

export async function queueUndo(
  tx: Tx,
  { step, by, at, title, note }: { step: Step; by: Actor; at: Date; title: string; note: string },
): Promise<void> {
  await moveStep(tx, {
    step,
    to: "queued",
    by,
    at,
    title,
    note,
    set: { operation: "undo", attempts: 0, failures: 0, callSettlesAt: null, dueAt: at, ...takeAway },
    kind: "step.undo_requested",
    detail: { operation: "undo" },
  })
}
