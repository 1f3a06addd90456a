import "server-only"
import { fork } from "node:child_process"
import { randomUUID } from "node:crypto"
import os from "node:os"
import type { PrismaClient } from "@/lib/db/generated/client"
import { startLoop, type WorkerLoop } from "@/lib/worker/start-loop"
import { claimAssessment, heartbeatMs, type Lease, LeaseLostError, renewLease } from "./hold-lease"
import { rereadSeconds, runAssessment } from "./run-assessment"

/** Readings at the same time; the rest waits its turn. */
const parallel = 3

type Log = (message: string, detail?: Record<string, unknown>) => void

/**
 * Takes due assessments and reads them until stopped. With `script` (the assess bundle) each reading runs in a child
 * process, so that parsing logs never starves heartbeats and streams; without it in this process. A reading whose
 * process died is taken over once its lease has run out, by any instance.
 */
export function startAssessments({
  db,
  script,
  log = () => undefined,
  sweepMs = 1000,
}: {
  db: PrismaClient
  script?: string
  log?: Log
  sweepMs?: number
}): WorkerLoop {
  const owner = `${os.hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`
  const active = new Map<string, { abort: AbortController; finished: Promise<void> }>()
  const loop = startLoop({
    name: "assessments",
    sweepMs,
    log,
    tick: async () => {
      while (active.size < parallel) {
        const lease = await claimAssessment(db, owner)
        if (!lease) break
        const abort = new AbortController()
        const finished = drive({ db, lease, abort, log, ...(script ? { script } : {}) }).finally(() => {
          active.delete(lease.assessmentId)
          loop.wake()
        })
        active.set(lease.assessmentId, { abort, finished })
      }
      return null
    },
  })
  return {
    name: loop.name,
    wake: loop.wake,
    stop: async () => {
      await loop.stop()
      for (const one of active.values()) one.abort.abort(new Error("stopping"))
      await Promise.all([...active.values()].map((one) => one.finished))
    },
  }
}

async function drive({
  db,
  lease,
  abort,
  script,
  log,
}: {
  db: PrismaClient
  lease: Lease
  abort: AbortController
  script?: string
  log: Log
}): Promise<void> {
  let renewedAt = performance.now()
  const heart = setInterval(() => {
    const askedAt = performance.now()
    renewLease(db, lease).then(
      (held) => {
        if (held) renewedAt = askedAt
        else abort.abort(new LeaseLostError())
      },
      (error: unknown) => {
        log("an assessment's lease could not be renewed", { error: String(error) })
        if (performance.now() - renewedAt > 20_000) abort.abort(new LeaseLostError())
      },
    )
  }, heartbeatMs)
  try {
    if (script) await runChild(script, lease, abort.signal)
    else await runAssessment({ db, lease, signal: abort.signal })
  } catch (error) {
    if (!abort.signal.aborted) log("an assessment stumbled", { error: messageOf(error) })
    await release(db, lease, abort.signal.aborted ? null : messageOf(error)).catch(() => undefined)
  } finally {
    clearInterval(heart)
  }
}

/** One reading in a child process; rejects with what it printed last when it ends badly. */
function runChild(script: string, { assessmentId, fence }: Lease, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [assessmentId, String(fence)], { stdio: ["ignore", "inherit", "pipe", "ipc"] })
    let said = ""
    child.stderr?.on("data", (chunk: Buffer) => {
      process.stderr.write(chunk)
      said = `${said}${chunk.toString("utf8")}`.slice(-2000)
    })
    const end = () => child.kill("SIGTERM")
    signal.addEventListener("abort", end, { once: true })
    child.once("error", reject)
    child.once("exit", (code, killedBy) => {
      signal.removeEventListener("abort", end)
      if (code === 0) resolve()
      else
        reject(
          new Error(
            said.trim().split("\n").at(-1) || `The reading ended with ${killedBy ?? `code ${code}`}.`,
          ),
        )
    })
  })
}

/** Gives the lease back. A failure is kept for the page and tried again; an interrupted reading is due at once. */
async function release(
  db: PrismaClient,
  { assessmentId, fence }: Lease,
  failure: string | null,
): Promise<void> {
  const wait = failure === null ? 0 : rereadSeconds
  await db.$executeRaw`
    UPDATE assessment SET lease_owner = NULL, lease_until = NULL, fence = fence + 1,
      due_at = now() + make_interval(secs => ${wait}), failure = ${failure ?? ""},
      state = CASE WHEN finished_at IS NULL AND ${failure !== null} THEN 'failed'::assessment_state ELSE state END
    WHERE id = ${assessmentId}::uuid AND fence = ${fence} AND due_at IS NOT NULL`
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 1000)
}
