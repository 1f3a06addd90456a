import "server-only"
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, readFile } from "node:fs/promises"
import path from "node:path"
import { z } from "zod"
import { env } from "@/lib/env"
import { FirebreakError } from "@/lib/errors"

const about = z.object({ pid: z.number(), control: z.url(), token: z.string() })
export type RangeControl = <T>(method: string, path: string, body?: unknown) => Promise<T>

const startWithinMs = 20_000
let starting: Promise<RangeControl> | null = null

/** The practice cloud's control API, its process started when none answers. Throws range-unavailable. */
export function ensureRange(): Promise<RangeControl> {
  starting ??= open().finally(() => {
    starting = null
  })
  return starting
}

/** The control API of a practice cloud that runs, or null: what only reads must not start one. */
export async function findRange(): Promise<RangeControl | null> {
  const text = await readFile(path.join(env().FIREBREAK_DATA, "range.json"), "utf8").catch(() => null)
  if (text === null) return null
  const parsed = about.safeParse(parse(text))
  if (!parsed.success) return null
  const control = controlOf(parsed.data)
  return control("GET", "/health").then(
    () => control,
    () => null,
  )
}

async function open(): Promise<RangeControl> {
  const running = await findRange()
  if (running) return running
  const folder = env().FIREBREAK_DATA
  await mkdir(folder, { recursive: true })
  const child = spawn(process.execPath, [script(), "--data", folder], { detached: true, stdio: "ignore" })
  let failed = false
  child.on("error", () => {
    failed = true
  })
  child.unref()
  for (const end = Date.now() + startWithinMs; Date.now() < end && !failed && child.exitCode === null; ) {
    await new Promise((resolve) => setTimeout(resolve, 150))
    const control = await findRange()
    if (control) return control
  }
  throw new FirebreakError(
    "range-unavailable",
    "The practice cloud did not answer within 20 s. Try again; if it goes on, the server's log says why.",
  )
}

/** The bundle where it was built, else the source. */
function script(): string {
  const built = path.join(process.cwd(), "dist", "range.mjs")
  return existsSync(built) && env().NODE_ENV === "production"
    ? built
    : path.join(process.cwd(), "range", "main.ts")
}

function controlOf({ control, token }: { control: string; token: string }): RangeControl {
  return async <T>(method: string, at: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${control}${at}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      signal: AbortSignal.timeout(10_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`The practice cloud answered ${response.status} to ${method} ${at}.`)
    return (await response.json()) as T
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
