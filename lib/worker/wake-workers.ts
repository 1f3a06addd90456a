import "server-only"
import { fromPrisma, PgBoss } from "pg-boss"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { type WakeQueue, wakeSchema } from "@/lib/worker/wake-queues"

/**
 * Wakes a worker when the transaction commits: a pg-boss job, sent through the transaction itself. Rows are the real
 * queues and are swept every 2 s, so a wake-up that cannot be sent (queue not installed yet) is no failure.
 */
export async function wakeWorkers({
  tx,
  db,
  queue,
}: {
  tx: Tx
  db: PrismaClient
  queue: WakeQueue
}): Promise<void> {
  const boss = await senderOf(db)
  if (!boss) return
  await tx.$executeRaw`SAVEPOINT wake_workers`
  try {
    await boss.send(queue, null, { db: fromPrisma(tx) })
    await tx.$executeRaw`RELEASE SAVEPOINT wake_workers`
  } catch {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT wake_workers`
  }
}

const senders = new WeakMap<PrismaClient, Promise<PgBoss | null>>()

/** One sender per client, over the client's own pool; null while the queue's tables are not there. */
async function senderOf(db: PrismaClient): Promise<PgBoss | null> {
  const known = senders.get(db) ?? startSender(db)
  senders.set(db, known)
  const boss = await known
  if (!boss) senders.delete(db)
  return boss
}

async function startSender(db: PrismaClient): Promise<PgBoss | null> {
  const boss = new PgBoss({
    db: fromPrisma(db),
    schema: wakeSchema,
    migrate: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
  })
  boss.on("error", () => undefined)
  try {
    return await boss.start()
  } catch {
    return null
  }
}
