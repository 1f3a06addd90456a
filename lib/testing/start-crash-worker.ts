import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { mkdirSync, rmSync } from "node:fs"
import path from "node:path"
import { build } from "esbuild"
import type { CrashPlan } from "@/lib/testing/crash-worker"

export type CrashWorker = {
  process: ChildProcess
  /** Points of the engine that it reached, in order. */
  points: string[]
  ended: Promise<NodeJS.Signals | number | null>
}

const root = process.cwd()

/** Bundles the worker of crash tests once; the result lies where node_modules can be found. */
export async function bundleCrashWorker(): Promise<{ file: string; remove: () => void }> {
  const folder = path.join(root, "node_modules/.cache/firebreak-tests")
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `crash-worker-${randomBytes(4).toString("hex")}.mjs`)
  await build({
    entryPoints: [path.join(root, "lib/testing/crash-worker.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    packages: "external",
    alias: { "server-only": path.join(root, "lib/testing/empty.ts") },
    plugins: [
      {
        name: "project",
        setup: (setup) => {
          setup.onResolve({ filter: /^@\// }, async ({ path: name }) =>
            setup.resolve(`./${name.slice(2)}`, { resolveDir: root, kind: "import-statement" }),
          )
        },
      },
    ],
  })
  return { file, remove: () => rmSync(file, { force: true }) }
}

export function startCrashWorker(file: string, plan: CrashPlan): CrashWorker {
  const child = spawn(process.execPath, [file, JSON.stringify(plan)], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const points: string[] = []
  let rest = ""
  child.stdout.on("data", (chunk) => {
    const lines = (rest + String(chunk)).split("\n")
    rest = lines.pop() ?? ""
    points.push(...lines)
  })
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) => {
    child.on("close", (code, signal) => resolve(signal ?? code))
  })
  return { process: child, points, ended }
}
