import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { waitFor } from "@/lib/testing/wait-for"

export type RangeKeys = { accessKeyId: string; secretAccessKey: string }

/** What the control API answers when an account is made; more fields come with the scenario. */
export type RangeAccount = {
  accountId: string
  region: string
  endpoints: { iam: string; sts: string; cloudtrail: string; s3: string; [service: string]: string }
  [field: string]: unknown
}

export type TestRange = {
  /** One call of the control API. */
  control: <T>(method: string, path: string, body?: unknown) => Promise<T>
  createAccount: (request?: {
    scenario?: string
    seed?: number
    background?: boolean
  }) => Promise<RangeAccount>
  close: () => Promise<void>
}

/**
 * The practice cloud as a process of its own, as in production, for one test file. IAM takes effect and records are
 * delivered at once unless `configure` says otherwise.
 */
export async function startTestRange(
  configure: Record<string, unknown> = { propagationMs: 0, deliveryMs: 0 },
): Promise<TestRange> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "firebreak-range-"))
  const main = path.join(import.meta.dirname, "../../range/main.ts")
  const child = spawn(process.execPath, [main, "--data", folder], { stdio: ["ignore", "ignore", "inherit"] })
  const about = await waitFor("the range", async () => {
    if (child.exitCode !== null) throw new Error(`The range ended with code ${child.exitCode}.`)
    const text = await readFile(path.join(folder, "range.json"), "utf8").catch(() => null)
    return text === null ? null : (JSON.parse(text) as { control: string; token: string })
  })
  const control = async <T>(method: string, url: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${about.control}${url}`, {
      method,
      headers: { authorization: `Bearer ${about.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = (await response.json()) as T
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  await control("PATCH", "/config", configure)
  return {
    control,
    createAccount: (request = {}) => control("POST", "/accounts", { background: false, ...request }),
    close: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve))
      child.kill("SIGTERM")
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
