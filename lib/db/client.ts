import "server-only"
import { PrismaPg } from "@prisma/adapter-pg"
import { PrismaClient } from "@/lib/db/generated/client"
import { env } from "@/lib/env"

/**
 * A client with its own pool. `url` is a PostgreSQL URL; the pool connects lazily and gives up after 5 s, and on a
 * query that a hanging server leaves without an answer after 30 s.
 */
export function createClient(url: string, poolSize: number): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  return new PrismaClient({ adapter })
}

const store = globalThis as { firebreakDb?: PrismaClient }

/** The process's client. One pool per process, also across the several bundles that Next makes of this file. */
export function database(): PrismaClient {
  store.firebreakDb ??= createClient(databaseUrl(), env().FIREBREAK_PGPOOL)
  return store.firebreakDb
}

/** Throws one sentence when no database is named: `npm start` sets it for the embedded one. */
export function databaseUrl(): string {
  const url = env().DATABASE_URL
  if (!url)
    throw new Error("DATABASE_URL is not set. Start with `npm start`, which brings its own PostgreSQL.")
  return url
}
