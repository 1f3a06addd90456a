import "server-only"
import type { RestoreOptionFound } from "@/lib/connectors/contract"
import { followDamage } from "@/lib/damage/follow-damage"
import type { Damage, Prisma, PrismaClient, RestoreOption } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { lockIncident } from "@/lib/plans/lock-incident"
import { appendEntry } from "@/lib/timeline/append-entry"

const system = { kind: "system", name: "Restore options" } as const

/**
 * Keeps what a look found, unless the damage was asked about again meanwhile. An option that is found again keeps its
 * id, so that what stands on a screen stays valid. The timeline tells only what is new.
 */
export async function keepOptions({
  db,
  damage,
  options,
  failure,
  now,
}: {
  db: PrismaClient
  damage: Damage
  options: readonly RestoreOptionFound[]
  failure: string
  now: Date
}): Promise<void> {
  await transaction(db, async (tx) => {
    await lockIncident(tx, damage.incidentId)
    const before = await tx.restoreOption.findMany({ where: { damageId: damage.id } })
    const kept = await tx.damage.updateMany({
      where: { id: damage.id, optionsState: "looking" },
      data: {
        optionsState: failure ? "failed" : "looked",
        version: { increment: 1 },
        ...(failure && damage.state === "damaged"
          ? { stateReason: `Ways back are not known: ${failure}` }
          : {}),
      },
    })
    if (kept.count === 0) return
    if (!failure) await replace(tx, damage.id, before, options, now)
    const news = failure || (summaryOf(before) === summaryOf(options) ? "" : sayFound(options))
    if (news)
      await appendEntry(tx, {
        incidentId: damage.incidentId,
        kind: "damage.options_computed",
        actor: system,
        now,
        body: { damageId: damage.id, name: damage.name, detail: news },
      })
    if (!failure) await followDamage(tx, { damageId: damage.id, now })
  })
}

async function replace(
  tx: Tx,
  damageId: string,
  before: readonly RestoreOption[],
  options: readonly RestoreOptionFound[],
  now: Date,
): Promise<void> {
  const left = [...before]
  for (const option of options) {
    const data = {
      action: option.action,
      method: option.method,
      input: option.input as Prisma.InputJsonObject,
      available: option.available,
      reason: option.reason,
      point: option.point === null ? null : new Date(option.point),
      expectedLoss: option.expectedLoss,
      expiresAt: option.expiresAt === null ? null : new Date(option.expiresAt),
      estimateSeconds: option.estimateSeconds,
      preflight: option.preflight,
      detail: option.detail as Prisma.InputJsonObject,
      computedAt: now,
    } satisfies Omit<Prisma.RestoreOptionUncheckedCreateInput, "damageId">
    const index = left.findIndex((row) => row.action === option.action && row.method === option.method)
    const same = index < 0 ? undefined : left.splice(index, 1)[0]
    if (same) await tx.restoreOption.update({ where: { id: same.id }, data })
    else await tx.restoreOption.create({ data: { damageId, ...data } })
  }
  await tx.restoreOption.deleteMany({ where: { id: { in: left.map((row) => row.id) } } })
}

function summaryOf(options: readonly { action: string; available: boolean; reason: string }[]): string {
  return options
    .map(({ action, available, reason }) => `${action} ${available} ${available ? "" : reason}`)
    .toSorted()
    .join("\n")
}

function sayFound(options: readonly RestoreOptionFound[]): string {
  const open = options.filter((option) => option.available)
  const first = open[0]
  if (first) return `${first.method}. ${first.expectedLoss}`
  return options[0] ? `No way back: ${options[0].reason}` : "No way back is known for this kind of resource."
}
