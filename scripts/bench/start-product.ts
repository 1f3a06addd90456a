import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { createClient } from "@/lib/db/client"
import { startEmbedded } from "@/lib/db/embedded"
import type { PrismaClient } from "@/lib/db/generated/client"
import { migrate } from "@/lib/db/migrate"
import { ensureRange, type RangeControl } from "@/lib/drills/range-process"
import { setEnv } from "@/lib/env"

export type BenchProduct = {
  db: PrismaClient
  databaseUrl: string
  range: RangeControl
  stop: () => Promise<void>
}

/** The product's own parts, each a process as in production: embedded PostgreSQL, practice cloud, worker. */
export async function startProduct(): Promise<BenchProduct> {
  const root = process.cwd()
  const data = mkdtempSync(path.join(os.tmpdir(), "firebreak-bench-"))
  const postgres = await startEmbedded({ folder: path.join(data, "postgres") })
  await migrate(postgres.url, root)
  setEnv({ DATABASE_URL: postgres.url, FIREBREAK_DATA: data, FIREBREAK_URL: "http://127.0.0.1:3000" })
  const db = createClient(postgres.url, 10)
  const range = await ensureRange()
  const worker = spawn(process.execPath, [path.join(root, "dist/worker.mjs")], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  })
  await installed(db)
  return {
    db,
    databaseUrl: postgres.url,
    range,
    stop: async () => {
      await end(worker)
      process.kill((JSON.parse(readFileSync(path.join(data, "range.json"), "utf8")) as { pid: number }).pid)
      await db.$disconnect()
      await postgres.stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** Until the worker has its wake-up queues: before that presses would wait for its sweep. */
async function installed(db: PrismaClient): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; ) {
    const rows = await db.$queryRaw<
      unknown[]
    >`SELECT 1 FROM pg_tables WHERE schemaname = 'pgboss' AND tablename = 'queue'`
    if (rows.length > 0) {
      const queues = await db.$queryRawUnsafe<unknown[]>(
        "SELECT 1 FROM pgboss.queue WHERE name = 'assessments'",
      )
      if (queues.length > 0) return
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error("The worker did not start within 30 s.")
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGTERM")
  await ended
}
