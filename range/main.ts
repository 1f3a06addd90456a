import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { isMainThread } from "node:worker_threads"
import { runAgentWorker } from "./agent/agent-worker.ts"
import { startRange } from "./start-range.ts"

const idleLimitMs = 30 * 60_000

/** Starts the practice cloud, writes where it is to DIR/range.json, and stops when nobody has needed it for long. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      advertise: { type: "string", default: "http://127.0.0.1" },
      host: { type: "string", default: "127.0.0.1" },
    },
  })
  if (values.data === undefined) throw new Error("Say where to write range.json: --data DIR")
  const range = await startRange({ host: values.host, advertise: values.advertise })
  const file = join(values.data, "range.json")
  mkdirSync(values.data, { recursive: true })
  const temporary = `${file}.${process.pid}.tmp`
  const about = {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    control: range.control.url,
    token: range.control.token,
    endpoints: range.endpoints,
  }
  writeFileSync(temporary, `${JSON.stringify(about, null, 2)}\n`, { mode: 0o600 })
  renameSync(temporary, file)
  console.log(`Practice cloud ready: control ${range.control.url}`)
  const stop = async (why: string) => {
    clearInterval(idle)
    console.log(`Practice cloud stops: ${why}`)
    removeOwn(file)
    await range.close()
    process.exit(0)
  }
  const idle = setInterval(() => {
    if (range.idleMs() > idleLimitMs) void stop("nobody has used it for 30 minutes")
  }, 10_000)
  process.once("SIGTERM", () => void stop("asked to"))
  process.once("SIGINT", () => void stop("asked to"))
}

/** A newer range may have written its own file meanwhile: that one stays. */
function removeOwn(file: string): void {
  try {
    const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid?: number }
    if (pid === process.pid) rmSync(file)
  } catch {
    // It is gone already.
  }
}

if (isMainThread) await main()
else await runAgentWorker()
