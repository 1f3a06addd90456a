import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"

export type App = {
  url: string
  /** The one-time link of the first start. */
  setupLink: string
  stop: () => Promise<void>
}

/** The product as a user starts it, on a data folder of its own and a free port. */
export async function startApp(): Promise<App> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "firebreak-e2e-"))
  const data = path.join(folder, "data")
  const port = String(20_000 + Math.floor(Math.random() * 20_000))
  const running = await launch(data, port)
  return {
    url: running.url,
    setupLink: running.setupLink,
    stop: async () => {
      await end(running.child, "SIGTERM")
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(data: string, port: string) {
  const child = spawn(process.execPath, [path.join(process.cwd(), "scripts/supervise.mjs")], {
    env: {
      ...process.env,
      FIREBREAK_DATA: data,
      PORT: port,
      HOST: "127.0.0.1",
      DATABASE_URL: "",
      FIREBREAK_URL: "",
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
    if (!url) continue
    // The link is printed right after, on a first start only.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    return { child, url, setupLink: /Create the first account[^:]*: (\S+)/.exec(output)?.[1] ?? "" }
  }
  throw new Error(`The product did not start: ${output}`)
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once("exit", resolve))
  child.kill(signal)
  await ended
}
