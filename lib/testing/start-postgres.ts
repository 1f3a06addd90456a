import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import pg from "pg"
import type { TestProject } from "vitest/node"
import { startEmbedded } from "../db/embedded"
import { migrate } from "../db/migrate"

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string
  }
}

/** One PostgreSQL per run, with a migrated template database that createTestDatabase clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "firebreak-postgres-"))
  const server = await startEmbedded({
    folder: path.join(folder, "cluster"),
    settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"],
  })
  const stop = async () => {
    await server.stop()
    rmSync(server.folder, { recursive: true, force: true })
    rmSync(`${server.folder}.password`, { force: true })
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    await client.query("create database template_firebreak")
    await client.end()
    await migrate(server.url.replace(/\/postgres$/, "/template_firebreak"), process.cwd())
  } catch (error) {
    await stop()
    throw error
  }
  project.provide("postgresUrl", server.url)
  return stop
}
