import "server-only"
import { database } from "@/lib/db/client"
import { pendingMigrations } from "@/lib/db/pending-migrations"
import { checkEvidenceStore } from "@/lib/evidence/check-evidence-store"
import { wakeSchema } from "@/lib/worker/wake-queues"

/** How long one check may take, ms: whoever asks is a load balancer and will not wait. */
const patienceMs = 5_000

export type Readiness = { ready: boolean; checks: { name: string; ok: boolean; say: string }[] }

/** What the product needs to work, each asked for real. The queue's absence slows work and stops none. */
export async function checkReady(): Promise<Readiness> {
  const db = database()
  const checks = await Promise.all([
    check("database", "answers", async () => {
      await db.$queryRaw`SELECT 1`
    }),
    check("migrations", "all applied", async () => {
      const pending = await pendingMigrations((sql) => db.$queryRawUnsafe(sql), process.cwd())
      if (pending.length > 0) throw new Error(`${pending.length} are missing; restart the server`)
    }),
    check("queue", "installed", async () => {
      const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM pg_namespace WHERE nspname = ${wakeSchema}`
      if (rows.length === 0) throw new Error("its tables are missing; start a worker")
    }),
    check("evidence", "writes and reads", async () => {
      if ((await checkEvidenceStore()) !== null) throw new Error("cannot be written and read back")
    }),
  ])
  return { ready: checks.every((each) => each.ok), checks }
}

async function check(name: string, good: string, ask: () => Promise<void>) {
  try {
    await Promise.race([ask(), silence()])
    return { name, ok: true, say: good }
  } catch (error) {
    // Drivers write addresses and names into their messages: only our own words go out.
    const own = error instanceof Error && error.constructor === Error ? error.message : "does not answer"
    return { name, ok: false, say: own }
  }
}

/** A server that hangs answers nothing, not even no. */
function silence(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`gave no answer within ${patienceMs / 1000} s`)), patienceMs).unref()
  })
}
