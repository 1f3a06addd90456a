import { spawn } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import path from "node:path"
import { fail, root, say } from "./bootstrap.mjs"
import { build, bundle } from "./build.mjs"

process.chdir(root)
const data = process.env.FIREBREAK_DATA || path.join(root, ".firebreak")
const host = process.env.HOST || "127.0.0.1"
const children = new Map()
let stopping = false
let embedded = null

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop(0))
try {
  // As root the database runs as another user, who must be able to pass through; what is inside stays closed.
  mkdirSync(data, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
} catch {
  fail(`The data folder ${data} cannot be written. Set FIREBREAK_DATA to a folder of yours.`)
}
await refuseSecond()
// `--dev`: pages are compiled as they are asked for; the processes are bundled once.
const development = process.argv.includes("--dev")
await (development ? bundle() : build())
writeFileSync(runningFile(), JSON.stringify({ pid: process.pid }), { mode: 0o600 })
const url = await openDatabase()
const port = await choosePort(Number(process.env.PORT || 3000))
const reachable = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host
const address = process.env.FIREBREAK_URL || `http://${reachable}:${port}`
const env = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  NODE_ENV: development ? "development" : "production",
  DATABASE_URL: url,
  FIREBREAK_DATA: data,
  HOST: host,
  PORT: String(port),
  FIREBREAK_URL: address,
}
writeFileSync(runningFile(), JSON.stringify({ pid: process.pid, address: `http://${reachable}:${port}` }))
startProcess("web")
startProcess("worker")

function runningFile() {
  return path.join(data, "running.json")
}

/** Two starts on one data folder would stop the database under each other. */
async function refuseSecond() {
  const other = readJson(runningFile())
  if (!other?.address || other.pid === process.pid) return
  const answers = await fetch(`${other.address}/api/health`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  )
  if (answers)
    fail(
      `Firebreak already runs on this data folder: ${other.address} (process ${other.pid}). Open it, stop it first, or set FIREBREAK_DATA to another folder.`,
    )
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return null
  }
}

/** The user's own database, else the embedded one; then its migrations. */
async function openDatabase() {
  let url = process.env.DATABASE_URL
  try {
    if (!url) {
      say("Starting the embedded PostgreSQL")
      const { startEmbedded } = await import("../lib/db/embedded.ts")
      embedded = await startEmbedded({ folder: path.join(data, "postgres"), say })
      url = embedded.url
    }
    const { migrate } = await import("../lib/db/migrate.ts")
    const applied = await migrate(url, root)
    if (applied.length > 0) say(`Database brought up to date (${applied.length} migrations)`)
    return url
  } catch (error) {
    await embedded?.stop()
    const why = error.message || error.code || String(error)
    return fail(
      process.env.DATABASE_URL
        ? `The database of DATABASE_URL cannot be used: ${why}. Check the address and the rights of its user, or unset DATABASE_URL to use the embedded one.`
        : why,
    )
  }
}

/** The asked port, else the next free one, said. */
async function choosePort(wanted) {
  for (let port = wanted; port < wanted + 50; port += 1) {
    if (!(await isFree(port))) continue
    if (port !== wanted) say(`Port ${wanted} is taken; using ${port}`)
    return port
  }
  await embedded?.stop()
  return fail(`The ports ${wanted} to ${wanted + 49} are taken. Set PORT to a free one.`)
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once("error", () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

/** Starts a process and, when it ends by itself, starts it again ever more slowly, and says so. */
function startProcess(name, tries = 0) {
  const child = spawn(process.execPath, [path.join(root, "dist", `${name}.mjs`)], {
    cwd: root,
    env,
    // The channel closes when this process dies in whatever way; then they end too.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  })
  const startedAt = Date.now()
  children.set(name, child)
  child.on("exit", (code, signal) => {
    children.delete(name)
    if (stopping) return
    const again = Date.now() - startedAt > 60_000 ? 0 : tries + 1
    const wait = Math.min(30, 2 ** again)
    console.error(
      `Firebreak: ${name} ended (${signal ?? code}); starting it again in ${wait} s. Nothing recorded is lost.`,
    )
    setTimeout(() => stopping || startProcess(name, again), wait * 1000)
  })
}

async function stop(code) {
  if (stopping) return
  stopping = true
  console.log("\n· Stopping; data is kept")
  const ends = [...children.values()].map((child) => new Promise((resolve) => child.once("exit", resolve)))
  for (const child of children.values()) child.kill("SIGTERM")
  const late = setTimeout(() => {
    for (const child of children.values()) child.kill("SIGKILL")
  }, 15_000)
  await Promise.all(ends)
  clearTimeout(late)
  stopRange()
  await embedded?.stop()
  rmSync(runningFile(), { force: true })
  process.exit(code)
}

/** The practice cloud runs on its own; it ends with us. */
function stopRange() {
  const range = readJson(path.join(data, "range.json"))
  if (!range?.pid) return
  try {
    process.kill(range.pid, "SIGTERM")
  } catch {
    // It had ended.
  }
}
