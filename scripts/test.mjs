import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { node24, prepare, root, say } from "./bootstrap.mjs"

prepare()
const folder = mkdtempSync(path.join(os.tmpdir(), "firebreak-results-"))
const counts = { passed: 0, failed: 0, skipped: 0 }
suite("types", ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."])
suite("linter", ["node_modules/@biomejs/biome/bin/biome", "check", "--diagnostic-level=error", "."])
suite("structure", ["scripts/check-structure.ts"])
suite(
  "unit and integration tests",
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${path.join(folder, "vitest.json")}`,
  ],
  path.join(folder, "vitest.json"),
)
suite(
  "browser tests",
  ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
  path.join(folder, "playwright.json"),
  // The stories reach the database through the product's own server files.
  {
    NODE_OPTIONS: "--conditions=react-server",
    PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(folder, "playwright.json"),
  },
)
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed > 0 ? 1 : 0)

/** Runs one suite and adds its counts: from its report, else one for its exit code. */
function suite(name, args, report, variables = {}) {
  say(`Running ${name}`)
  const done = spawnSync(node24(), args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...variables },
  })
  if (!report) {
    counts[done.status === 0 ? "passed" : "failed"] += 1
    return
  }
  if (!existsSync(report)) {
    counts.failed += 1
    return
  }
  const result = JSON.parse(readFileSync(report, "utf8"))
  const [passed, failed, skipped] = result.stats
    ? [result.stats.expected + result.stats.flaky, result.stats.unexpected, result.stats.skipped]
    : [result.numPassedTests, result.numFailedTests, result.numPendingTests + (result.numTodoTests ?? 0)]
  counts.passed += passed
  counts.failed += failed
  counts.skipped += skipped
  // A file that cannot be loaded fails without a failed test of its own.
  if (done.status !== 0 && failed === 0) counts.failed += 1
}
