// Writes prisma/migrations/0001_init from the schema, until the first release. Hand-written SQL lives in 0002_guards.
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { startEmbedded } from "../lib/db/embedded.ts"
import { schemaSql } from "../lib/db/migrate.ts"

const root = path.dirname(import.meta.dirname)
const folder = path.join(os.tmpdir(), `firebreak-schema-${process.pid}`)
const server = await startEmbedded({ folder: path.join(folder, "cluster"), settings: ["fsync=off"] })
try {
  const sql = await schemaSql(server.url, root)
  mkdirSync(path.join(root, "prisma/migrations/0001_init"), { recursive: true })
  writeFileSync(path.join(root, "prisma/migrations/0001_init/migration.sql"), sql)
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
