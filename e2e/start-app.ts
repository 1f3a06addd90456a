import { type ChildProcess, spawn } from "node:child_process"
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"

export type App = {
  url: string
  /** The one-time link of the first start. */
  setupLink: string
  /** Its data folder. */
  data: string
  databaseUrl: () => Promise<string>
  /** Ends the server and the worker at once, as a crash would; what supervises them starts them again. */
  crash: () => Promise<void>
  /** Stops the server in its tracks, connections open; the result lets it go on. */
  freeze: () => Promise<() => void>
  /** The same for the database with all its parts. */
  freezeDatabase: () => Promise<() => void>
  stop: () => Promise<void>
}

/** The product as a user starts it, on a data folder of its own and a free port. */
export async function startApp(variables: Record<string, string> = {}): Promise<App> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "firebreak-e2e-"))
  // As root the database runs as another user, who passes through here.
  await chmod(folder, 0o755)
  const data = path.join(folder, "data")
  const { child, url, setupLink } = await launch(data, variables)
  return {
    url,
    setupLink,
    data,
    databaseUrl: async () => {
      const password = (await readFile(path.join(data, "postgres.password"), "utf8")).trim()
      const lock = await readFile(path.join(data, "postgres", "postmaster.pid"), "utf8")
      return `postgresql://postgres:${password}@127.0.0.1:${lock.split("\n")[3]}/postgres`
    },
    crash: async () => {
      for (const pid of await childrenOf(child, /dist\/(?:web|worker)\.mjs/)) process.kill(pid, "SIGKILL")
    },
    freeze: async () => {
      return halt(await childrenOf(child, /dist\/web\.mjs/))
    },
    freezeDatabase: async () => {
      const lock = await readFile(path.join(data, "postgres", "postmaster.pid"), "utf8")
      const pid = Number(lock.split("\n")[0])
      return halt([pid, ...(await childrenOf({ pid }, /postgres/))])
    },
    stop: async () => {
      await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(data: string, variables: Record<string, string>) {
  const port = String(20_000 + Math.floor(Math.random() * 20_000))
  const child = spawn(process.execPath, [path.join(process.cwd(), "scripts/supervise.mjs")], {
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      FIREBREAK_DATA: data,
      PORT: port,
      HOST: "127.0.0.1",
      DATABASE_URL: "",
      FIREBREAK_URL: "",
      ...variables,
    },
    stdio: ["ignore", "pipe", "inherit"],
  })
  let output = ""
  child.stdout.on("data", (chunk) => {
    output += chunk
  })
  for (const until = Date.now() + 300_000; Date.now() < until; ) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    if (child.exitCode !== null) throw new Error(`The product ended: ${output}`)
    const url = /Firebreak is ready: (\S+)/.exec(output)?.[1]
    const setupLink = /Create the first account[^:]*: (\S+)/.exec(output)?.[1]
    if (url && setupLink) return { child, url, setupLink }
  }
  throw new Error(`The product did not start: ${output}`)
}

/** Its running children whose command fits; from /proc, so on Linux only. */
async function childrenOf({ pid }: { pid?: number | undefined }, wanted: RegExp): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")
  const named = await Promise.all(
    text
      .trim()
      .split(/\s+/)
      .map(async (each) => ({
        pid: Number(each),
        command: await readFile(`/proc/${each}/cmdline`, "utf8").catch(() => ""),
      })),
  )
  return named.filter(({ command }) => wanted.test(command)).map((each) => each.pid)
}

function halt(pids: number[]): () => void {
  for (const pid of pids) process.kill(pid, "SIGSTOP")
  return () => {
    for (const pid of pids) process.kill(pid, "SIGCONT")
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGTERM")
  await ended
}
