import "server-only"
import { randomBytes } from "node:crypto"
import { readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { type DuckDBConnection, LIST, listValue, VARCHAR } from "@duckdb/node-api"
import type { EffectRow } from "@/lib/connectors/assessment-contract"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { EvidenceFolder } from "@/lib/evidence/evidence-folder"
import { withDuckdb } from "./open-duckdb"

/** An effect as it lies in a file: with the connection it came through and a number that orders files by writing. */
export type StoredEffect = EffectRow & { connectionId: string; written: number }

/** Columns of the Parquet files, in order. */
export const effectColumns = {
  eventId: "VARCHAR",
  occurredAt: "VARCHAR",
  source: "VARCHAR",
  region: "VARCHAR",
  action: "VARCHAR",
  outcome: "VARCHAR",
  errorCode: "VARCHAR",
  errorMessage: "VARCHAR",
  grade: "INTEGER",
  gradeReason: "VARCHAR",
  readOnly: "BOOLEAN",
  identity: "VARCHAR",
  resource: "VARCHAR",
  resourceType: "VARCHAR",
  resourceName: "VARCHAR",
  item: "VARCHAR",
  userAgent: "VARCHAR",
  agentMark: "VARCHAR",
  sourceAddress: "VARCHAR",
  requestId: "VARCHAR",
  evidenceSha256: "VARCHAR",
  connectionId: "VARCHAR",
  written: "BIGINT",
} as const satisfies Record<keyof StoredEffect, "VARCHAR" | "INTEGER" | "BOOLEAN" | "BIGINT">

const columnList = Object.entries(effectColumns)
const mergeAbove = 24

type Store = { db: PrismaClient; incidentId: string; folder: EvidenceFolder }

/**
 * Writes rows as one Parquet file into the evidence store. `scope` "" adds events; any other scope is a snapshot that
 * replaces the last one of that scope, also by nothing. Writing the same snapshot again changes nothing.
 */
export async function writeEffects(
  { db, incidentId, folder }: Store,
  input: { rows: readonly EffectRow[]; connectionId: string; scope: string; now: Date },
): Promise<void> {
  const { rows, scope, now } = input
  if (rows.length === 0 && scope === "") return
  const written = scope === "" ? now.getTime() : 0
  const file =
    rows.length === 0
      ? null
      : await writeFile(
          folder,
          rows.map((row) => ({ ...row, connectionId: input.connectionId, written })),
        )
  await db.$transaction(async (tx) => {
    if (scope !== "") {
      const live = await tx.effectFile.findMany({ where: { incidentId, scope, replacedAt: null } })
      if (file && live.length === 1 && live[0]?.sha256 === file.sha256) return
      await tx.effectFile.updateMany({
        where: { incidentId, scope, replacedAt: null },
        data: { replacedAt: now },
      })
    }
    if (file) await tx.effectFile.create({ data: { incidentId, scope, createdAt: now, ...file } })
  })
  if (scope === "") await mergeFiles({ db, incidentId, folder }, now)
}

/** Paths of the files that count. */
export async function effectFiles({ db, incidentId, folder }: Store): Promise<string[]> {
  const files = await db.effectFile.findMany({
    where: { incidentId, replacedAt: null },
    orderBy: { createdAt: "asc" },
    select: { sha256: true },
  })
  return files.map((file) => folder.pathOf(file.sha256))
}

async function writeFile(folder: EvidenceFolder, rows: readonly StoredEffect[]) {
  const sha256 = await withDuckdb(async (duck) => {
    const table = `effect_${randomBytes(6).toString("hex")}`
    const columns = columnList.map(([name, type]) => `"${name}" ${type}`).join(", ")
    await duck.run(`create temp table ${table} (${columns})`)
    const appender = await duck.createAppender(table)
    for (const row of rows) {
      for (const [name, type] of columnList) {
        const value = row[name as keyof StoredEffect]
        if (type === "BOOLEAN") appender.appendBoolean(value === true)
        else if (type === "INTEGER") appender.appendInteger(Number(value))
        else if (type === "BIGINT") appender.appendBigInt(BigInt(Number(value)))
        else appender.appendVarchar(clean(String(value)))
      }
      appender.endRow()
    }
    appender.closeSync()
    const kept = await keepTable(duck, folder, table)
    await duck.run(`drop table ${table}`)
    return kept
  })
  const times = rows.map((row) => row.occurredAt).toSorted()
  return { sha256, rows: rows.length, firstAt: times[0] ?? null, lastAt: times.at(-1) ?? null }
}

/** Copies a table or view of ours into a Parquet file in the evidence store. */
async function keepTable(duck: DuckDBConnection, folder: EvidenceFolder, table: string): Promise<string> {
  const draft = path.join(tmpdir(), `firebreak-${randomBytes(8).toString("hex")}.parquet`)
  try {
    await duck.run(`copy ${table} to $1 (format parquet, compression zstd)`, [draft])
    return await folder.put(await readFile(draft))
  } finally {
    await rm(draft, { force: true })
  }
}

/** Many small files become one; the newest row of an event wins. The old files stay as evidence, marked replaced. */
async function mergeFiles({ db, incidentId, folder }: Store, now: Date): Promise<void> {
  const files = await db.effectFile.findMany({ where: { incidentId, scope: "", replacedAt: null } })
  if (files.length <= mergeAbove) return
  const paths = files.map((file) => folder.pathOf(file.sha256))
  const table = `merged_${randomBytes(6).toString("hex")}`
  const sha256 = await withDuckdb(async (duck) => {
    await duck.run(
      `create temp table ${table} as select * from read_parquet($files) qualify row_number() over (partition by eventId order by written desc) = 1 order by occurredAt, eventId`,
      { files: listValue(paths) },
      { files: LIST(VARCHAR) },
    )
    const kept = await keepTable(duck, folder, table)
    await duck.run(`drop table ${table}`)
    return kept
  })
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const firstAt = files.map((file) => file.firstAt).toSorted(byTime)[0] ?? null
  const lastAt =
    files
      .map((file) => file.lastAt)
      .toSorted(byTime)
      .at(-1) ?? null
  await db.$transaction([
    db.effectFile.updateMany({
      where: { id: { in: files.map((file) => file.id) }, replacedAt: null },
      data: { replacedAt: now },
    }),
    db.effectFile.create({ data: { incidentId, scope: "", sha256, rows, firstAt, lastAt, createdAt: now } }),
  ])
}

function byTime(a: Date | null, b: Date | null): number {
  return (a?.getTime() ?? 0) - (b?.getTime() ?? 0)
}

/** Files hold UTF-8: a lone half of a surrogate pair is made visible instead of failing the file. */
function clean(value: string): string {
  return value.toWellFormed().replaceAll("\u0000", "\uFFFD")
}
