import { spawn, spawnSync } from "node:child_process"
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import path from "node:path"
import { fail, root, say } from "./bootstrap.mjs"
import { build, bundle } from "./build.mjs"

process.chdir(root)
const data = path.resolve(process.env.FIREBREAK_DATA || ".firebreak")
const host = process.env.HOST || "127.0.0.1"
const children = new Map()
/** Exit code of a process whose environment variables cannot be used. */
const unusable = 78
let stopping = false
let embedded = null
let opening = null

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop(0))
try {
  // As root the database runs as another user, who must be able to pass through; what is inside stays closed.
  makeFolder(data, process.getuid?.() === 0 ? 0o711 : 0o700)
  accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK)
} catch {
  fail(`The data folder ${data} cannot be written. Set FIREBREAK_DATA to a folder of yours.`)
}
const wantedPort = readPort()
claimFolder()
// `--dev`: pages are compiled as they are asked for; the processes are bundled once.
const development = process.argv.includes("--dev")
await (development ? bundle() : build())
opening = openDatabase()
const url = await opening
const port = await choosePort(wantedPort)
// A name could lead to another program that listens on the same port of the other kind of address.
const reachable = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[host] ?? (host.includes(":") ? `[${host}]` : host)
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
if (embedded) watchDatabase()

/** Level by level: Node's own way tries for ever where a file system lets nobody make a folder. */
function makeFolder(folder, mode) {
  if (existsSync(folder)) return
  makeFolder(path.dirname(folder), 0o755)
  mkdirSync(folder, { mode })
}

function runningFile() {
  return path.join(data, "running.json")
}

/** Two starts on one data folder would stop the database under each other. */
function claimFolder() {
  const other = readJson(runningFile())
  if (other?.pid && other.pid !== process.pid && commandOf(other.pid).includes("supervise.mjs"))
    fail(
      other.address
        ? `Firebreak already runs on this data folder: ${other.address} (process ${other.pid}). Open it, stop it first, or set FIREBREAK_DATA to another folder.`
        : `Firebreak is already being started on this data folder (process ${other.pid}). Wait for it, stop it first, or set FIREBREAK_DATA to another folder.`,
    )
  try {
    rmSync(runningFile(), { force: true })
    writeFileSync(runningFile(), JSON.stringify({ pid: process.pid }), { mode: 0o600, flag: "wx" })
  } catch (error) {
    fail(
      error.code === "EEXIST"
        ? "Firebreak is already being started on this data folder. Wait for it, or set FIREBREAK_DATA to another folder."
        : `The data folder ${data} cannot be written (${error.code}). Make room or give yourself the right, or set FIREBREAK_DATA to another folder.`,
    )
  }
}

/** What a process was started as; empty when there is none. Numbers are given again, above all after a reboot. */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  } catch {
    return spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout ?? ""
  }
}

function readPort() {
  const text = process.env.PORT || "3000"
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number
  return fail(`PORT is "${text}". Set it to a number from 0 (any free port) to 65535.`)
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
    // A host with several addresses fails with one error for each.
    const why = error.message || error.errors?.[0]?.message || error.code || String(error)
    return await giveUp(
      process.env.DATABASE_URL
        ? `The database of DATABASE_URL cannot be used: ${why}. Check the address and the rights of its user, or unset DATABASE_URL to use the embedded one.`
        : `${why[0].toUpperCase()}${why.slice(1)}`,
    )
  }
}

/** Ends with one sentence after the database that was started for nothing is stopped. */
async function giveUp(sentence) {
  stopping = true
  await embedded?.stop()
  rmSync(runningFile(), { force: true })
  return fail(sentence)
}

/** The asked port, else the next free one, said. 0 asks for any. */
async function choosePort(wanted) {
  const last = Math.min(wanted + 49, 65_535)
  for (let port = wanted; port <= last; port += 1) {
    const found = await listenOn(port)
    if (found.code === "EADDRINUSE") continue
    if (found.code === "EACCES")
      return giveUp(`You may not listen on port ${port}. Set PORT to 1024 or above, or start as root.`)
    if (found.code)
      return giveUp(
        `HOST ${host} is no address of this machine (${found.code}). Set HOST to one, or unset it.`,
      )
    if (port !== wanted) say(`Port ${wanted} is taken; using ${port}`)
    return found.port
  }
  return giveUp(`The ports ${wanted} to ${last} are taken. Set PORT to a free one.`)
}

/** The port that a server got, or the code of the error. */
function listenOn(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once("error", ({ code }) => resolve({ code }))
    probe.listen(port, host, () => {
      const { port: got } = probe.address()
      probe.close(() => resolve({ port: got }))
    })
  })
}

/** The embedded database ended without us: it is started again where its clients look for it. */
function watchDatabase(wait = 1_000) {
  setTimeout(async () => {
    if (stopping) return
    if (embedded.isRunning()) return watchDatabase()
    console.error("Firebreak: the embedded PostgreSQL ended; starting it again. Nothing recorded is lost.")
    try {
      const { startEmbedded } = await import("../lib/db/embedded.ts")
      opening = startEmbedded({ folder: path.join(data, "postgres"), say, port: embedded.port })
      embedded = await opening
      console.error("Firebreak: the embedded PostgreSQL is back.")
      watchDatabase()
    } catch (error) {
      console.error(`Firebreak: ${error.message}`)
      watchDatabase(Math.min(30_000, wait * 2))
    }
  }, wait)
}

/** Starts a process and, when it ends by itself, starts it again ever more slowly, and says so. */
function startProcess(name, tries = 0) {
  if (stopping) return
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
    // It has said which variable cannot be used: trying again would say it again.
    if (code === unusable) return void stop(1)
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
  // One that is just starting would be left behind.
  await opening?.catch(() => undefined)
  await embedded?.stop()
  rmSync(runningFile(), { force: true })
  process.exit(code)
}

/** The practice cloud runs on its own; it ends with us. */
function stopRange() {
  const range = readJson(path.join(data, "range.json"))
  if (!range?.pid || !/range[/.]m/.test(commandOf(range.pid))) return
  try {
    process.kill(range.pid, "SIGTERM")
  } catch {
    // It had ended.
  }
}
