import { readdir, readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { PrismaPg } from "@prisma/adapter-pg"
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils"
import pg from "pg"
import { type Migration, readMigrations } from "./pending-migrations.ts"

/** Oldest PostgreSQL that is tested. */
const oldest = 15

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
    await refuseUnfit(lock)
    await lock.query("select pg_advisory_lock(4815162342)")
    const applied = await appliedMigrations(lock)
    const unknown = applied.filter((name) => !known.some((m) => m.path === name))
    if (unknown.length > 0) {
      throw new DatabaseNewerError(
        `The database is newer than this version of Firebreak: it holds ${unknown.join(", ")}. Start the version that wrote it, or restore the backup taken before the upgrade. Nothing was changed.`,
      )
    }
    if (applied.length === known.length) return []
    await prepareToApply(lock)
    return await withEngine(url, await readSchema(root), async (engine) => {
      const result = await engine.applyMigrations({ migrationsList: migrationList(root, known), filters })
      return result.appliedMigrationNames
    })
  } finally {
    await lock.end()
  }
}

/**
 * The SQL that turns the schema of `earlier` files into the one that `root` holds now. `url` is any database: the
 * engine wants one, and only speaks its dialect.
 */
export async function schemaDifference(url: string, root: string, earlier: SchemaFile[]): Promise<string> {
  const files = await readSchema(root)
  const configDir = path.join(root, "prisma/schema")
  return withEngine(url, files, async (engine) => {
    const result = await engine.diff({
      from: { tag: "schemaDatamodel", files: earlier, configDir },
      to: { tag: "schemaDatamodel", files, configDir },
      script: true,
      shadowDatabaseUrl: null,
      exitCode: null,
      filters,
    })
    return result.stdout ?? ""
  })
}

export type SchemaFile = { path: string; content: string }

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
  const refused: Error[] = []
  const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(new PrismaPg(pool), pool, refused))
  const engine: SchemaEngine = await module.SchemaEngine.new(
    { datamodels: files.map((f) => [f.path, f.content]) },
    () => undefined,
    adapter,
  )
  try {
    return await use(engine)
  } catch (error) {
    if (refused[0])
      throw new Error(
        `an upgrade of it was refused: ${refused[0].message}. Nothing of it was kept; restore the backup taken before the upgrade or report this`,
        { cause: error },
      )
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
function wholeScripts(factory: PrismaPg, pool: pg.Pool, refused: Error[]): PrismaPg {
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const connection = await connect()
    connection.executeScript = async (script) => {
      try {
        await pool.query(recorded(script))
      } catch (error) {
        refused.push(error instanceof Error ? error : new Error(String(error)))
        throw error
      }
    }
    return connection
  }
  return factory
}

const unfinished = "finished_at is null and rolled_back_at is null"

/** A script and the note that it is done are one transaction: a migration without the note has changed nothing. */
function recorded(script: string): string {
  return `${script}\n;do $$ begin
    if to_regclass('_prisma_migrations') is not null then
      update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where ${unfinished};
    end if;
  end $$`
}

/** Migrations that failed or were cut off left no trace but their row; they are applied again. */
async function prepareToApply(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ begun: boolean; may: boolean; tables: number; me: string }>(
    `select to_regclass('_prisma_migrations') is not null as begun, current_user as me,
       coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may,
       (select count(*)::int from pg_tables where schemaname = current_schema()) as tables`,
  )
  const [found] = rows
  if (found && !found.may)
    throw new Error(
      `its user ${found.me} may not create tables; its owner grants it with GRANT CREATE ON SCHEMA public`,
    )
  if (found && !found.begun && found.tables > 0)
    throw new Error("it holds tables of something else; create an empty database for Firebreak")
  if (found?.begun)
    await client.query(`update _prisma_migrations set rolled_back_at = now() where ${unfinished}`)
}

/** Throws one sentence when the server is too old or the user may not make what a start makes. */
async function refuseUnfit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; name: string; may: boolean; me: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
       current_user as me, has_database_privilege(current_database(), 'CREATE')
         or to_regnamespace('pgboss') is not null as may`,
  )
  const [server] = rows
  if (server && server.version < oldest * 10_000)
    throw new Error(`it is PostgreSQL ${server.name}, and Firebreak needs ${oldest} or later`)
  if (server && !server.may)
    throw new Error(
      `its user ${server.me} may not create schemas; its owner grants it with GRANT CREATE ON DATABASE`,
    )
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
    "select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null order by started_at",
  )
  return rows.rows.map((row) => row.migration_name)
}
