import "server-only"
import { randomUUID } from "node:crypto"
import type { Delivery, PrismaClient } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { deliver } from "@/lib/deliveries/deliver"
import type { Sent } from "@/lib/deliveries/send-mail"
import { appendEntry } from "@/lib/timeline/append-entry"
import { startLoop, type WorkerLoop } from "@/lib/worker/start-loop"

const leaseSeconds = 60
const maxAttempts = 6
const atOnce = 8
const system = { kind: "system", name: "Firebreak" } as const

/** Sends what is queued, on any number of instances: a row is leased by the database's clock before anything leaves. */
export function startOutbox({
  db,
  log,
}: {
  db: PrismaClient
  log?: (message: string, detail?: Record<string, unknown>) => void
}): WorkerLoop {
  const owner = randomUUID()
  return startLoop({
    name: "outbox",
    sweepMs: 2_000,
    tick: async () => ((await runOutboxOnce(db, owner)) > 0 ? 0 : null),
    ...(log ? { log } : {}),
  })
}

/** One round: takes due rows, sends them, records what became of each. Returns how many it took. */
export async function runOutboxOnce(db: PrismaClient, owner: string): Promise<number> {
  const rows = await claim(db, owner)
  await Promise.all(
    rows.map(async (row) => {
      const lost = row.attempts > 1 && row.state === "sending" && row.channel === "email"
      // A mail that another instance was sending when it died may have left: never again by itself.
      const sent: Sent = lost
        ? {
            outcome: "in_doubt",
            failure:
              "The server stopped while this was being sent; it may have arrived. Ask the recipient before sending again.",
          }
        : await deliver(db, row)
      await record(db, row, sent)
    }),
  )
  return rows.length
}

/** `state` of a claimed row is the one it had before: `sending` tells that somebody died over it. */
async function claim(db: PrismaClient, owner: string): Promise<Delivery[]> {
  const taken = await db.$queryRaw<{ id: string; was: Delivery["state"] }[]>`
    WITH due AS (
      SELECT id, state AS was FROM delivery
      WHERE state IN ('queued', 'sending') AND due_at <= now() AND (lease_until IS NULL OR lease_until < now())
      ORDER BY due_at LIMIT ${atOnce} FOR UPDATE SKIP LOCKED
    )
    UPDATE delivery d SET state = 'sending', attempts = d.attempts + 1, fence = d.fence + 1, lease_owner = ${owner},
      lease_until = now() + make_interval(secs => ${leaseSeconds})
    FROM due WHERE d.id = due.id RETURNING d.id, due.was`
  const rows = await db.delivery.findMany({ where: { id: { in: taken.map((t) => t.id) } } })
  return rows.map((row) => ({ ...row, state: taken.find((t) => t.id === row.id)?.was ?? row.state }))
}

async function record(db: PrismaClient, row: Delivery, sent: Sent): Promise<void> {
  const free = { leaseOwner: null, leaseUntil: null }
  const mine = { id: row.id, fence: row.fence }
  if (sent.outcome === "accepted") {
    await db.delivery.updateMany({
      where: mine,
      data: {
        ...free,
        state: "accepted",
        acceptedAt: new Date(),
        remoteId: sent.remoteId,
        failure: "",
        dueAt: null,
      },
    })
    return
  }
  if (sent.outcome === "failed" && sent.retry && row.attempts < maxAttempts) {
    const waitMs = Math.min(120_000, 2_000 * 2 ** (row.attempts - 1))
    await db.delivery.updateMany({
      where: mine,
      data: { ...free, state: "queued", failure: sent.failure, dueAt: new Date(Date.now() + waitMs) },
    })
    return
  }
  await transaction(db, async (tx) => {
    const ended = await tx.delivery.updateMany({
      where: mine,
      data: {
        ...free,
        state: sent.outcome === "in_doubt" ? "in_doubt" : "failed",
        failure: sent.failure,
        dueAt: null,
      },
    })
    if (ended.count === 0) return
    await appendEntry(tx, {
      incidentId: row.incidentId,
      kind: "delivery.failed",
      actor: system,
      now: new Date(),
      body: { recipient: row.recipient, channel: row.channel, reason: sent.failure, subject: row.subject },
    })
  })
}
