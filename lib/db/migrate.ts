import { readdir, readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { PrismaPg } from "@prisma/adapter-pg"
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils"
import pg from "pg"
import { type Migration, readMigrations } from "./pending-migrations.ts"

/** A migration of the database that this code does not know: the database is newer. */
export class DatabaseNewerError extends Error {}

type SchemaEngine = {
  applyMigrations(input: unknown): Promise<{ appliedMigrationNames: string[] }>
  diff(input: unknown): Promise<{ stdout: string | null }>
  free(): void
}

const filters = { externalTables: [], externalEnums: [] }

/**
 * Applies the migrations of `root`/prisma/migrations that the database lacks and returns their names. Uses Prisma's
 * own table and checksums, through the WebAssembly engine: no binary is downloaded. One instance at a time migrates
 * (advisory lock). Throws DatabaseNewerError before anything is changed.
 */
export async function migrate(url: string, root: string): Promise<string[]> {
  const known = await readMigrations(root)
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await lock.connect()
  try {
    await lock.query("select pg_advisory_lock(4_815_162_342)")
    const applied = await appliedMigrations(lock)
    const unknown = applied.filter((name) => !known.some((m) => m.path === name))
    if (unknown.length > 0) {
      throw new DatabaseNewerError(
        `The database is newer than this version of Firebreak: it holds ${unknown.join(", ")}. Start the version that wrote it, or restore the backup taken before the upgrade. Nothing was changed.`,
      )
    }
    if (applied.length === known.length) return []
    return await withEngine(url, await readSchema(root), async (engine) => {
      const result = await engine.applyMigrations({ migrationsList: migrationList(root, known), filters })
      return result.appliedMigrationNames
    })
  } finally {
    await lock.end()
  }
}

/** The SQL that makes the schema from nothing, for the first migration. */
export async function schemaSql(url: string, root: string): Promise<string> {
  const files = await readSchema(root)
  const to = { tag: "schemaDatamodel", files, configDir: path.join(root, "prisma/schema") }
  return withEngine(url, files, async (engine) => {
    const result = await engine.diff({
      from: { tag: "empty" },
      to,
      script: true,
      shadowDatabaseUrl: null,
      exitCode: null,
      filters,
    })
    return result.stdout ?? ""
  })
}

type SchemaFile = { path: string; content: string }

async function readSchema(root: string): Promise<SchemaFile[]> {
  const folder = path.join(root, "prisma/schema")
  const names = (await readdir(folder)).filter((name) => name.endsWith(".prisma")).sort()
  return Promise.all(
    names.map(async (name) => ({
      path: path.join(folder, name),
      content: await readFile(path.join(folder, name), "utf8"),
    })),
  )
}

async function withEngine<T>(
  url: string,
  files: SchemaFile[],
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const panics: string[] = []
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => panics.push(text) },
  })
  const engineFile = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg")
  const folder = path.dirname(engineFile)
  const module = await import(pathToFileURL(engineFile).href)
  const wasm = await WebAssembly.instantiate(await readFile(path.join(folder, "schema_engine_bg.wasm")), {
    "./schema_engine_bg.js": module,
  })
  module.__wbg_set_wasm(wasm.instance.exports)
  ;(wasm.instance.exports.__wbindgen_start as () => void)()
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000 })
  pool.on("error", () => undefined)
  const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(new PrismaPg(pool), pool))
  const engine: SchemaEngine = await module.SchemaEngine.new(
    { datamodels: files.map((f) => [f.path, f.content]) },
    () => undefined,
    adapter,
  )
  try {
    return await use(engine)
  } catch (error) {
    throw panics.length > 0 ? new Error(panics.join("; "), { cause: error }) : error
  } finally {
    if (panics.length === 0) engine.free()
    await pool.end()
  }
}

/**
 * The adapter cuts scripts at every semicolon, which breaks function bodies and leaves half a migration behind when a
 * statement fails. PostgreSQL takes the whole script as one message, in one transaction.
 */
function wholeScripts(factory: PrismaPg, pool: pg.Pool): PrismaPg {
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const connection = await connect()
    connection.executeScript = async (script) => {
      await pool.query(script)
    }
    return connection
  }
  return factory
}

function migrationList(root: string, migrationDirectories: Migration[]) {
  return {
    baseDir: path.join(root, "prisma/migrations"),
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories,
  }
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const table = await client.query("select to_regclass('_prisma_migrations') as t")
  if (!table.rows[0]?.t) return []
  const rows = await client.query<{ migration_name: string }>(
    "select migration_name from _prisma_migrations where rolled_back_at is null order by started_at",
  )
  return rows.rows.map((row) => row.migration_name)
}
