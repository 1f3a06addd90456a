import { randomBytes } from "node:crypto"
import pg from "pg"
import { inject } from "vitest"
import { createClient } from "@/lib/db/client"
import type { PrismaClient } from "@/lib/db/generated/client"

export type TestDatabase = { prisma: PrismaClient; url: string; close: () => Promise<void> }

/** A migrated database of its own for one test file, cloned from the run's template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject("postgresUrl")
  const name = `test_${randomBytes(6).toString("hex")}`
  await withServer(server, (client) => client.query(`create database ${name} template template_firebreak`))
  const url = server.replace(/\/postgres$/, `/${name}`)
  const prisma = createClient(url, 10)
  return {
    prisma,
    url,
    close: async () => {
      await prisma.$disconnect()
      await withServer(server, (client) => client.query(`drop database ${name} with (force)`))
    },
  }
}

/** Cloning a template fails while another session clones it: one at a time, by an advisory lock. */
async function withServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("select pg_advisory_lock(77)")
    await work(client)
  } finally {
    await client.end()
  }
}
