import "server-only"
import { findHandler } from "@/lib/connectors/find-action"
import { asPlatformFailure } from "@/lib/connectors/platform-failure"
import type { Context } from "@/lib/context"
import type { Step } from "@/lib/db/generated/client"
import { isFirebreakError } from "@/lib/errors"
import { failedPreview, type StoredPreview, toPreview } from "@/lib/plans/to-preview"
import type { World } from "@/lib/plans/world"

/** A full, read-only look at what a step would change and who else is hit. A look that fails says so; never throws. */
export async function inspectStep({
  ctx,
  world,
  step,
  incidentReference,
}: {
  ctx: Context
  world: World
  step: Step
  incidentReference: string
}): Promise<StoredPreview> {
  try {
    const handler = findHandler(world.connectors, step.action)
    if (!handler || step.connectionId === null)
      return failedPreview(`No connector knows ${step.action}.`, ctx.now())
    const connection = await world.openConnection({
      db: ctx.db,
      connectionId: step.connectionId,
      incidentReference,
      operator: ctx.actor.name,
      now: ctx.now,
      signal: AbortSignal.timeout(20_000),
      progress: () => undefined,
    })
    const input = handler.definition.input.parse(step.input)
    return toPreview(await handler.inspect(connection, input), ctx.now())
  } catch (thrown) {
    return failedPreview(
      isFirebreakError(thrown) ? thrown.detail : asPlatformFailure(thrown).message,
      ctx.now(),
    )
  }
}
