import { spawn } from "node:child_process"
import path from "node:path"
import type { PracticeAccount } from "@/scripts/bench/build-account"

/** As the practice cloud logged it. */
export type LoggedCall = { operation: string; resource: string | null; readOnly: boolean }
export type ScriptedCall = { operation: string; resource: string }
export type ScriptRun = {
  calls: ScriptedCall[]
  region: string
  endpoints: PracticeAccount["endpoints"]
  credentials: { accessKeyId: string; secretAccessKey: string }
}

/**
 * What a careful script would call of all that we called: every distinct read once before the first write and once
 * after the last, every write once. What we ask again while we watch is not held against it, and neither are
 * look-ups in CloudTrail, which would throttle it.
 */
export function scriptOf(logged: readonly LoggedCall[]): ScriptedCall[] {
  const calls = logged.filter((call) => call.operation !== "LookupEvents")
  const first = calls.findIndex((call) => !call.readOnly)
  const last = calls.findLastIndex((call) => !call.readOnly)
  const reads = (some: readonly LoggedCall[]) => some.filter((call) => call.readOnly)
  return [
    ...distinct(reads(calls.slice(0, first))),
    ...distinct(calls.filter((call) => !call.readOnly)),
    ...distinct(reads(calls.slice(last + 1))),
  ]
}

/** Runs them one after another in a process of their own. Milliseconds. */
export async function timeScript(run: ScriptRun): Promise<number> {
  const script = path.join(process.cwd(), "dist/bench/sequential-script.mjs")
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] })
  child.stdin.end(JSON.stringify(run))
  let output = ""
  child.stdout.on("data", (chunk) => {
    output += chunk
  })
  const code = await new Promise((resolve) => child.once("close", resolve))
  if (code !== 0) throw new Error(`The reference script ended with ${code}.`)
  return Number(output)
}

function distinct(calls: readonly LoggedCall[]): ScriptedCall[] {
  const seen = new Map<string, ScriptedCall>()
  for (const { operation, resource } of calls)
    seen.set(`${operation} ${resource}`, { operation, resource: resource ?? "" })
  return [...seen.values()]
}
