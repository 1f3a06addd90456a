import "server-only"
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"

const store = globalThis as { firebreakDuckdb?: Promise<DuckDBInstance> }

/** Runs `work` on a connection to the process's own in-memory DuckDB: bounded memory, two threads, no network. */
export async function withDuckdb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  store.firebreakDuckdb ??= DuckDBInstance.create(":memory:", {
    threads: "2",
    memory_limit: "512MB",
    autoinstall_known_extensions: "false",
  })
  const connection = await (await store.firebreakDuckdb).connect()
  try {
    return await work(connection)
  } finally {
    connection.closeSync()
  }
}
