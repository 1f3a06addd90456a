import "server-only"
import { effectFiles } from "@/lib/assessment/effect-store"
import { resourceEffects } from "@/lib/assessment/query-effects"
import type { DamageRef, JsonObject, RestoreOptionFound } from "@/lib/connectors/contract"
import { asPlatformFailure } from "@/lib/connectors/platform-failure"
import { keepOptions } from "@/lib/damage/keep-options"
import { receiptLists } from "@/lib/damage/receipt-lists"
import type { Damage, PrismaClient } from "@/lib/db/generated/client"
import { isFirebreakError } from "@/lib/errors"
import { type EvidenceFolder, evidenceFolder } from "@/lib/evidence/evidence-folder"
import type { World } from "@/lib/plans/world"

/** A big bucket is listed page by page; after this long the look has failed. */
const lookWithinMs = 10 * 60_000

export type Look = {
  db: PrismaClient
  world: World
  signal: AbortSignal
  now: () => Date
  folder?: EvidenceFolder
}

/**
 * Looks for ways back for one damage, outside any transaction, and keeps what was found. A damage that changed
 * meanwhile is looked at again. Never throws for what a platform refuses: that is kept as a failed look.
 */
export async function lookForOptions(look: Look, damageId: string): Promise<void> {
  const { db, now } = look
  const claimed = await db.damage.updateMany({
    where: { id: damageId, optionsState: { in: ["not_looked", "looking"] } },
    data: { optionsState: "looking" },
  })
  if (claimed.count === 0) return
  const damage = await db.damage.findUniqueOrThrow({ where: { id: damageId } })
  const found = await ask(look, damage).then(
    (options) => ({ options, failure: "" }),
    (thrown: unknown) => ({
      options: [],
      failure: isFirebreakError(thrown) ? thrown.detail : asPlatformFailure(thrown).message,
    }),
  )
  if (look.signal.aborted) return
  await keepOptions({ db, damage, ...found, now: now() })
}

async function ask(
  { db, world, signal, now, folder = evidenceFolder() }: Look,
  damage: Damage,
): Promise<RestoreOptionFound[]> {
  const [connection, incident, identities, files, undone] = await Promise.all([
    db.connection.findUniqueOrThrow({ where: { id: damage.connectionId } }),
    db.incident.findUniqueOrThrow({ where: { id: damage.incidentId }, select: { reference: true } }),
    db.identity.aggregate({
      where: { incidentId: damage.incidentId, connectionId: damage.connectionId },
      _max: { lastSuccessAt: true },
    }),
    effectFiles({ db, incidentId: damage.incidentId, folder }),
    db.step.findMany({
      where: { damageId: damage.id, state: "undone" },
      select: { receipt: true, earlier: true },
      orderBy: { id: "asc" },
    }),
  ])
  const connector = world.connectors.find((one) => one.definition.id === connection.connector)
  if (!connector) throw new Error(`No connector is installed for ${connection.connector}.`)
  const ctx = await world.openConnection({
    db,
    connectionId: damage.connectionId,
    incidentReference: incident.reference,
    operator: "restore options",
    now,
    signal: AbortSignal.any([signal, AbortSignal.timeout(lookWithinMs)]),
    progress: () => undefined,
  })
  const effects = await resourceEffects(files, {
    connectionId: damage.connectionId,
    resource: damage.resource,
  })
  const sha256 =
    effects.length === 0
      ? ""
      : await ctx.evidence.put({
          name: `effects-${damage.name}.jsonl`,
          mediaType: "application/x-ndjson",
          bytes: new TextEncoder().encode(`${effects.map((row) => JSON.stringify(row)).join("\n")}\n`),
          origin: `Effects on ${damage.resource}, as assessed`,
        })
  const ref: DamageRef = {
    resource: damage.resource,
    resourceType: damage.resourceType,
    name: damage.name,
    region: damage.region,
    effect: damage.effect,
    firstAt: damage.firstAt?.toISOString() ?? null,
    lastAt: damage.lastAt?.toISOString() ?? null,
    effects: sha256,
    actorLastAt: identities._max.lastSuccessAt?.toISOString() ?? null,
    known: damage.succeeded,
    undone: undone.flatMap(receiptLists),
    detail: damage.detail as JsonObject,
  }
  return connector.restoreOptions(ctx, ref)
}
