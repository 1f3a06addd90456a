// Generates the Prisma client without a network: `generate` never runs the native schema engine, it only wants the
// variable to name an existing file.
import { spawnSync } from "node:child_process"
import path from "node:path"
import { fileURLToPath } from "node:url"

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** Throws with Prisma's own words when the schema does not compile. */
export function generate() {
  const run = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/prisma/build/index.js"), "generate", "--schema", "prisma/schema"],
    {
      cwd: root,
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(import.meta.url),
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      },
      encoding: "utf8",
    },
  )
  if (run.status !== 0)
    throw new Error(`The Prisma client could not be generated:\n${run.stdout}\n${run.stderr}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate()
