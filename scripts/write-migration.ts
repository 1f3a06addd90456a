// Writes the next migration from what prisma/schema has now and the last commit had not: npm run migration -- NAME.
// Triggers and checks are added to the file by hand. A migration that is released is never edited.
import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { startEmbedded } from "../lib/db/embedded.ts"
import { type SchemaFile, schemaDifference } from "../lib/db/migrate.ts"

const root = path.dirname(import.meta.dirname)
const name = process.argv[2] ?? ""
if (!/^(\d{4}_)?[a-z][a-z_]+$/.test(name)) {
  console.error("Say what it is for: npm run migration -- host_reports")
  process.exit(2)
}
const folder = path.join(os.tmpdir(), `firebreak-schema-${process.pid}`)
const server = await startEmbedded({ folder: path.join(folder, "cluster"), settings: ["fsync=off"] })
try {
  const sql = await schemaDifference(server.url, root, committedSchema())
  if (/^\s*(-- .*)?\s*$/.test(sql)) console.log("The schema is as it was committed: nothing to write.")
  else console.log(`Wrote ${write(sql)}. Read it before you keep it.`)
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

function committedSchema(): SchemaFile[] {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" })
  return git("ls-tree", "--name-only", "HEAD", "prisma/schema/")
    .split("\n")
    .filter((file) => file.endsWith(".prisma"))
    .map((file) => ({ path: path.join(root, file), content: git("show", `HEAD:${file}`) }))
}

function write(sql: string): string {
  const migrations = path.join(root, "prisma/migrations")
  const last = Math.max(...readdirSync(migrations).map((each) => Number.parseInt(each, 10) || 0))
  const numbered = /^\d/.test(name) ? name : `${String(last + 1).padStart(4, "0")}_${name}`
  mkdirSync(path.join(migrations, numbered), { recursive: true })
  writeFileSync(path.join(migrations, numbered, "migration.sql"), sql)
  return `prisma/migrations/${numbered}/migration.sql`
}
