import "server-only"
import { type Look, lookForOptions } from "@/lib/damage/look-for-options"
import { startLoop, type WorkerLoop } from "@/lib/worker/start-loop"

const parallel = 4
/** A look that another instance holds for longer than this is taken for lost: looking twice harms nothing. */
const lostAfterMs = 11 * 60_000

/**
 * Looks for ways back as soon as an assessment finds damage, until stopped. A look that a dead instance left behind is
 * made again.
 */
export function startOptions({
  log = () => undefined,
  sweepMs = 1000,
  ...look
}: Omit<Look, "signal"> & {
  log?: (message: string, detail?: Record<string, unknown>) => void
  sweepMs?: number
}): WorkerLoop {
  const abort = new AbortController()
  const active = new Map<string, Promise<void>>()
  const heldElsewhere = new Map<string, number>()
  const loop = startLoop({
    name: "restore options",
    sweepMs,
    log,
    tick: async () => {
      for (const id of await due(look, active, heldElsewhere)) {
        const done = lookForOptions({ ...look, signal: abort.signal }, id)
          .catch((error: unknown) =>
            log("a look for ways back stumbled", { damageId: id, error: String(error) }),
          )
          .finally(() => {
            active.delete(id)
            loop.wake()
          })
        active.set(id, done)
      }
      return null
    },
  })
  return {
    name: loop.name,
    wake: loop.wake,
    stop: async () => {
      await loop.stop()
      const held = [...active.keys()]
      abort.abort(new Error("stopping"))
      await Promise.all(active.values())
      await look.db.damage
        .updateMany({
          where: { id: { in: held }, optionsState: "looking" },
          data: { optionsState: "not_looked" },
        })
        .catch(() => undefined)
    },
  }
}

async function due(
  { db, now }: Omit<Look, "signal">,
  active: ReadonlyMap<string, unknown>,
  heldElsewhere: Map<string, number>,
): Promise<string[]> {
  const free = parallel - active.size
  if (free <= 0) return []
  const rows = await db.damage.findMany({
    where: {
      optionsState: { in: ["not_looked", "looking"] },
      incident: { status: { notIn: ["resolved", "reviewed"] } },
    },
    select: { id: true, optionsState: true },
    orderBy: [{ grade: "desc" }, { id: "asc" }],
    take: 200,
  })
  const at = now().getTime()
  const others = rows.filter((row) => row.optionsState === "looking" && !active.has(row.id))
  for (const id of [...heldElsewhere.keys()])
    if (!others.some((row) => row.id === id)) heldElsewhere.delete(id)
  for (const row of others) if (!heldElsewhere.has(row.id)) heldElsewhere.set(row.id, at)
  return rows
    .filter(
      (row) =>
        !active.has(row.id) &&
        (row.optionsState === "not_looked" || at - (heldElsewhere.get(row.id) ?? at) > lostAfterMs),
    )
    .slice(0, free)
    .map((row) => row.id)
}
