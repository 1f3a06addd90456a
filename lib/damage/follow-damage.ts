import "server-only"
import { z } from "zod"
import { isLoss, isSettled, type RestoreStep, stateBySteps } from "@/lib/damage/policy"
import type { DamageStateName } from "@/lib/damage/schema"
import type { Damage, Prisma, RestoreOption, Step } from "@/lib/db/generated/client"
import { appendEntry } from "@/lib/timeline/append-entry"

const system = { kind: "system", name: "Firebreak" } as const

/**
 * Brings a damage's state in line with its restore steps and options, and the incident's recovery with its damages.
 * To be called after every move of a restore step, in the same transaction, under the incident's lock.
 */
export async function followDamage(
  tx: Prisma.TransactionClient,
  { damageId, now }: { damageId: string; now: Date },
): Promise<void> {
  const row = await tx.damage.findUniqueOrThrow({
    where: { id: damageId },
    include: {
      options: true,
      steps: { where: { plan: { kind: "restore" } }, orderBy: { id: "asc" } },
    },
  })
  const wanted = stateOf(row)
  if (wanted.state === row.state && wanted.stateReason === row.stateReason) return
  await tx.damage.update({ where: { id: row.id }, data: { ...wanted, version: { increment: 1 } } })
  if (wanted.state !== row.state && (wanted.state === "restored" || wanted.state === "partly_restored"))
    await appendEntry(tx, {
      incidentId: row.incidentId,
      kind: "damage.restored",
      actor: system,
      now,
      body: {
        name: row.name,
        resource: row.resource,
        damageId: row.id,
        partly: wanted.state === "partly_restored" ? "yes" : "",
        detail: wanted.stateReason,
      },
    })
  await followRecovery(tx, { incidentId: row.incidentId, now })
}

/** Recovered: every loss is restored and verified, or its loss accepted. Taken back as soon as one no longer is. */
export async function followRecovery(
  tx: Prisma.TransactionClient,
  { incidentId, now }: { incidentId: string; now: Date },
): Promise<void> {
  const damages = await tx.damage.findMany({ where: { incidentId }, select: { state: true, effect: true } })
  const recovered = damages.every(isSettled) && damages.some(({ state }) => state === "restored")
  await tx.incident.updateMany({
    where: { id: incidentId, recoveredAt: recovered ? null : { not: null } },
    data: { recoveredAt: recovered ? now : null },
  })
}

type Loaded = Damage & { options: RestoreOption[]; steps: Step[] }

function stateOf(row: Loaded): { state: DamageStateName; stateReason: string } {
  const bySteps = stateBySteps(row.steps.map(toRestoreStep), row)
  if (bySteps && ["planned", "restoring", "restored"].includes(bySteps.state)) return bySteps
  // A person's decision about the rest stands until something is done about it again.
  if (row.state === "accepted") return { state: "accepted", stateReason: row.stateReason }
  return bySteps ?? withoutSteps(row)
}

function withoutSteps({ effect, optionsState, options }: Loaded): {
  state: DamageStateName
  stateReason: string
} {
  const reasons = options.filter((option) => !option.available).map((option) => option.reason)
  const none = options.length > 0 && reasons.length === options.length
  if (!none || optionsState === "not_looked") return { state: "damaged", stateReason: "" }
  return { state: isLoss(effect) ? "no_way_back" : "damaged", stateReason: reasons[0] ?? "" }
}

const receiptSchema = z
  .object({
    incomplete: z.string().catch(""),
    coversUntil: z.iso.datetime().nullable().catch(null),
    coversEffects: z.number().nullable().catch(null),
  })
  .catch({ incomplete: "", coversUntil: null, coversEffects: null })

function toRestoreStep({ state, operation, reason, receipt }: Step): RestoreStep {
  const { coversUntil, ...rest } = receiptSchema.parse(receipt)
  return { state, operation, reason, ...rest, coversUntil: coversUntil ? new Date(coversUntil) : null }
}
