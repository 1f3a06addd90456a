import "server-only"
import type { JsonObject } from "@/lib/connectors/contract"
import type { Context } from "@/lib/context"
import { notContained } from "@/lib/damage/data"
import { followDamage } from "@/lib/damage/follow-damage"
import { restoreRefusal } from "@/lib/damage/policy"
import { type ProposeRestoreInput, proposeRestoreSchema } from "@/lib/damage/schema"
import { parsePreflight } from "@/lib/damage/to-dto"
import type { Damage, RestoreOption } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { conflict, invalidInput, notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readContainment } from "@/lib/incidents/read-containment"
import { createPlan, type NewPlan, type NewStep } from "@/lib/plans/create-plan"
import { readPlan } from "@/lib/plans/data"
import { lockIncident } from "@/lib/plans/lock-incident"
import { inspectPlan } from "@/lib/plans/preview-plan"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import type { PlanDto } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"
import { appendEntry } from "@/lib/timeline/append-entry"

type Restore = ProposeRestoreInput["restores"][number]

/**
 * One draft plan that restores the chosen damages by the chosen options; every step is looked at (read-only) before it
 * returns. Approving it goes the way of all plans. Errors: not-permitted, not-found, precondition-failed (containment
 * not proven and no reason given, option not available, a pre-flight check failed), conflict (options changed).
 */
export async function proposeRestore({
  ctx,
  reference,
  input,
  world,
}: {
  ctx: Context
  reference: string
  input: ProposeRestoreInput
  world: World
}): Promise<PlanDto> {
  const incident = await ctx.db.incident.findUnique({ where: { reference } })
  if (!incident) throw notFound(`There is no incident ${reference}.`)
  await requirePlanPermission(ctx.db, ctx.actor, "plan.propose", incident.id)
  const { restores, overrideReason } = parseInput(proposeRestoreSchema, input)
  if (new Set(restores.map((restore) => restore.damageId)).size !== restores.length)
    throw invalidInput("A damage is named twice. Choose one way back for each.")
  const planId = await transaction(ctx.db, async (tx) => {
    const at = await lockIncident(tx, incident.id)
    const { contained } = await readContainment(tx, incident.id)
    if (!contained && !overrideReason) throw preconditionFailed(notContained)
    const rows = await tx.damage.findMany({
      where: { incidentId: incident.id, id: { in: restores.map((restore) => restore.damageId) } },
      include: { options: true },
    })
    const plan = draft(incident.id, restores, rows)
    const created = await createPlan(tx, { plan, actor: ctx.actor, at, connectors: world.connectors })
    if (created.planId === null)
      throw preconditionFailed(
        "These restores have been asked for already. See their steps; try one again there.",
      )
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "restore.planned",
      actor: ctx.actor,
      now: at,
      body: {
        planId: created.planId,
        count: restores.length,
        name: rows.length === 1 ? (rows[0]?.name ?? "") : "",
        contained: contained ? "yes" : "no",
        reason: contained ? "" : `Containment is not proven; restored all the same: ${overrideReason}`,
      },
    })
    await followAll(tx, rows, at)
    return created.planId
  })
  await inspectPlan({ ctx, planId, world })
  return readPlan({ ctx, planId, world })
}

async function followAll(tx: Tx, damages: readonly Damage[], now: Date): Promise<void> {
  for (const { id } of damages) await followDamage(tx, { damageId: id, now })
}

function draft(
  incidentId: string,
  restores: readonly Restore[],
  rows: readonly (Damage & { options: RestoreOption[] })[],
): NewPlan {
  const steps = restores.map((restore): NewStep => {
    const damage = rows.find((row) => row.id === restore.damageId)
    if (!damage) throw notFound("One of the damages does not belong to this incident.")
    const option = damage.options.find((one) => one.id === restore.optionId)
    if (!option)
      throw conflict(`Ways back for ${damage.name} were looked for again since. Look again, then choose.`)
    const refused = option.available ? restoreRefusal(damage, damage.options) : option.reason
    if (refused) throw preconditionFailed(`${damage.name} cannot be restored this way: ${refused}.`)
    const failed = parsePreflight(option.preflight).find((check) => check.outcome === "failed")
    if (failed) throw preconditionFailed(`A check for ${damage.name} failed: ${failed.statement}`)
    return {
      key: damage.id,
      connectionId: damage.connectionId,
      credentialId: null,
      damageId: damage.id,
      action: option.action,
      input: inputOf(option, restore),
      after: [],
      why: `${damage.statement}. ${option.method}`,
    }
  })
  const first = rows[0]
  const title =
    rows.length === 1 && first ? `Restore ${first.name}` : `Restore ${rows.length} damaged resources`
  return { incidentId, kind: "restore", title, steps }
}

/** The option's own input with what the person chose otherwise; the action's schema refuses what it does not know. */
function inputOf(option: RestoreOption, { point, mode, destination }: Restore): JsonObject {
  const base = option.input as JsonObject
  return {
    ...base,
    ...(point === undefined ? {} : { point: new Date(point).toISOString() }),
    ...(mode === undefined ? {} : { mode }),
    ...(destination === undefined ? {} : { destination }),
  }
}
