import "server-only"
import { z } from "zod"
import { effectFiles } from "@/lib/assessment/effect-store"
import { type Lease, requireLease } from "@/lib/assessment/hold-lease"
import { agentName } from "@/lib/assessment/keep-identity"
import { countObjects, identityStats, sumEffects } from "@/lib/assessment/query-effects"
import type { Damage, Prisma, PrismaClient } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import type { EvidenceFolder } from "@/lib/evidence/evidence-folder"
import { lockIncident } from "@/lib/plans/lock-incident"
import { appendEntry } from "@/lib/timeline/append-entry"
import { followRecovery } from "./follow-damage"
import { type DamageGroup, groupDamage } from "./group-damage"

/** New damages told one by one; the rest of a batch in one entry. */
const toldOneByOne = 8

type Input = {
  db: PrismaClient
  folder: EvidenceFolder
  lease: Lease
  incidentId: string
  now: Date
}

/**
 * Brings identities' numbers and the damage rows in line with all effects kept so far. Rows are refined, never
 * doubled; one that nothing supports any more (a later record names somebody else) goes unless a step belongs to it.
 */
export async function refreshDamage({ db, folder, lease, incidentId, now }: Input): Promise<void> {
  const files = await effectFiles({ db, incidentId, folder })
  const [stats, sums, counts] = await Promise.all([
    identityStats(files),
    sumEffects(files),
    countObjects(files),
  ])
  await transaction(db, async (tx) => {
    // Locks are taken in the order incident, then the rest, as everywhere.
    await lockIncident(tx, incidentId)
    await requireLease(tx, lease)
    const incident = await tx.incident.findUniqueOrThrow({ where: { id: incidentId } })
    for (const { identity, connectionId, firstAt, lastAt, lastSuccessAt, ...numbers } of stats)
      await tx.identity.updateMany({
        where: { incidentId, connectionId, identifier: identity },
        data: {
          ...numbers,
          firstSeenAt: new Date(firstAt),
          lastSeenAt: new Date(lastAt),
          lastSuccessAt: lastSuccessAt ? new Date(lastSuccessAt) : null,
        },
      })
    const identities = await tx.identity.findMany({
      where: { incidentId },
      select: { identifier: true, label: true },
    })
    const groups = groupDamage(
      sums,
      counts,
      new Map(identities.map(({ identifier, label }) => [identifier, label])),
    )
    const before = await tx.damage.findMany({
      where: { incidentId },
      include: { _count: { select: { steps: true } } },
    })
    const created = await keepGroups(tx, incidentId, groups, before)
    await dropUnsupported(tx, groups, before)
    await followRecovery(tx, { incidentId, now })
    await tellDamage(tx, { incidentId, now, agent: agentName(incident), created })
    const first = groups.map((group) => group.firstAt).toSorted()[0]
    const started = incident.impactStartedAt?.toISOString() ?? ""
    if (first && (started === "" || first < started))
      await tx.incident.update({ where: { id: incidentId }, data: { impactStartedAt: new Date(first) } })
  })
}

async function keepGroups(
  tx: Tx,
  incidentId: string,
  groups: readonly DamageGroup[],
  before: readonly Damage[],
): Promise<DamageGroup[]> {
  const created: DamageGroup[] = []
  const known = new Map(before.map((row) => [`${row.connectionId} ${row.resource}`, row]))
  for (const group of groups) {
    const { connectionId, resource, ...rest } = group
    const data = {
      ...rest,
      firstAt: new Date(group.firstAt),
      lastAt: new Date(group.lastAt),
      detail: { ...group.detail } satisfies Prisma.InputJsonObject,
    }
    const row = known.get(`${connectionId} ${resource}`)
    if (!row) {
      await tx.damage.create({ data: { incidentId, connectionId, resource, ...data } })
      created.push(group)
      continue
    }
    if (sameAs(row, data)) continue
    const grew = hasGrown(row, group)
    const again = grew && ["restored", "partly_restored", "accepted", "no_way_back"].includes(row.state)
    await tx.damage.update({
      where: { id: row.id },
      data: {
        ...data,
        version: { increment: 1 },
        // Ways back that were found before know nothing of the new effects.
        ...(grew ? { optionsState: "not_looked" } : {}),
        ...(again
          ? {
              state: "damaged",
              stateReason: `More damage came, or became known: effects up to ${group.lastAt}.`,
            }
          : {}),
      },
    })
  }
  return created
}

/** More happened, or more of it became known: records come late, and not in their order. */
function hasGrown(row: Damage, group: DamageGroup): boolean {
  const before = countsSchema.parse(row.detail)
  return (
    (row.lastAt?.getTime() ?? 0) < Date.parse(group.lastAt) ||
    row.succeeded < group.succeeded ||
    before.objectsDeleted < group.detail.objectsDeleted ||
    before.objectsOverwritten < group.detail.objectsOverwritten ||
    before.versionsPurged < group.detail.versionsPurged
  )
}

const countsSchema = z.object({
  objectsDeleted: z.number().catch(0),
  objectsOverwritten: z.number().catch(0),
  versionsPurged: z.number().catch(0),
})

function sameAs(row: Damage, data: Record<string, unknown>): boolean {
  return Object.entries(data).every(
    ([name, value]) =>
      JSON.stringify(sortKeys(row[name as keyof Damage])) === JSON.stringify(sortKeys(value)),
  )
}

/** Postgres returns the keys of jsonb in its own order. */
function sortKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Date)
    return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b)))
}

async function dropUnsupported(
  tx: Tx,
  groups: readonly DamageGroup[],
  before: readonly (Damage & { _count: { steps: number } })[],
): Promise<void> {
  const supported = new Set(groups.map((group) => `${group.connectionId} ${group.resource}`))
  const gone = before.filter(
    (row) => !supported.has(`${row.connectionId} ${row.resource}`) && row._count.steps === 0,
  )
  const ids = gone.map((row) => row.id)
  await tx.restoreOption.deleteMany({ where: { damageId: { in: ids } } })
  await tx.damage.deleteMany({ where: { id: { in: ids } } })
}

async function tellDamage(
  tx: Tx,
  {
    incidentId,
    now,
    agent,
    created,
  }: { incidentId: string; now: Date; agent: string; created: readonly DamageGroup[] },
): Promise<void> {
  const actor = { kind: "agent", name: agent } as const
  for (const group of created.slice(0, toldOneByOne))
    await appendEntry(tx, {
      incidentId,
      kind: "damage.found",
      actor,
      now,
      occurredAt: new Date(group.firstAt),
      body: {
        name: group.name,
        resource: group.resource,
        resourceType: group.resourceType,
        effect: group.effect,
        statement: group.statement,
        actor: group.actor,
        detail: group.actor === "unknown" ? "Nothing records who did it." : group.by.join(", "),
      },
    })
  const rest = created.slice(toldOneByOne)
  if (rest.length > 0)
    await appendEntry(tx, {
      incidentId,
      kind: "damage.found",
      actor,
      now,
      body: {
        name: `${rest.length} more resources`,
        effect: "damaged",
        statement: rest
          .slice(0, 5)
          .map((group) => group.name)
          .join(", "),
        detail: "The damage page lists all of them.",
      },
    })
}
