import { readdir, readFile } from "node:fs/promises"
import path from "node:path"

/** Names of migrations in the folder that the database lacks; used by /api/ready. */
export async function pendingMigrations(
  query: (sql: string) => Promise<{ migration_name: string }[]>,
  root: string,
) {
  const applied = await query(
    "select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  )
  const known = await readMigrations(root)
  return known.map((m) => m.path).filter((name) => !applied.some((row) => row.migration_name === name))
}

export type Migration = {
  path: string
  migrationFile: { path: string; content: { tag: "ok"; value: string } }
}

/** The migrations of `root`/prisma/migrations, oldest first. */
export async function readMigrations(root: string): Promise<Migration[]> {
  const folder = path.join(root, "prisma/migrations")
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((e) => e.isDirectory()).map((e) => e.name)
  return Promise.all(
    names.sort().map(async (name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: {
          tag: "ok" as const,
          value: await readFile(path.join(folder, name, "migration.sql"), "utf8"),
        },
      },
    })),
  )
}
