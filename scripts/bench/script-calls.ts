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

/** Our calls as they were, but for look-ups in CloudTrail, whose rate limit would hold the script up. */
export function sameCalls(logged: readonly LoggedCall[]): ScriptedCall[] {
  return withoutLookups(logged).map(({ operation, resource }) => ({ operation, resource: resource ?? "" }))
}

/**
 * What a careful person's script would call of it: every distinct read once before the first write and once after the
 * last, every write once. It does not look twice, nor at who else is hit while it works.
 */
export function distinctCalls(logged: readonly LoggedCall[]): ScriptedCall[] {
  const calls = withoutLookups(logged)
  const first = calls.findIndex((call) => !call.readOnly)
  const last = calls.findLastIndex((call) => !call.readOnly)
  const reads = (some: readonly LoggedCall[]) => some.filter((call) => call.readOnly)
  return [
    ...distinct(reads(calls.slice(0, first))),
    ...distinct(calls.filter((call) => !call.readOnly)),
    ...distinct(reads(calls.slice(last + 1))),
  ]
}

const withoutLookups = (logged: readonly LoggedCall[]) =>
  logged.filter((call) => call.operation !== "LookupEvents")

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
