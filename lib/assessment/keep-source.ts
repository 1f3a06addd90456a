import "server-only"
import type { SourceReport } from "@/lib/connectors/assessment-contract"
import type { Prisma, PrismaClient } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { appendEntry } from "@/lib/timeline/append-entry"
import { type Lease, requireLease } from "./hold-lease"

/**
 * Keeps what a source says of itself. `completeUpTo` never falls back while the source is read again or fails:
 * what was complete stays so. `recordsBefore` is what earlier runs counted. A new gap is told on the timeline.
 */
export async function keepSource({
  db,
  lease,
  incidentId,
  connectionId,
  report,
  recordsBefore,
  now,
}: {
  db: PrismaClient
  lease: Lease
  incidentId: string
  connectionId: string
  report: SourceReport
  recordsBefore: number
  now: Date
}): Promise<void> {
  await transaction(db, async (tx) => {
    await requireLease(tx, lease)
    const key = { incidentId, connectionId, kind: report.kind, scope: report.scope }
    const where = { incidentId_connectionId_kind_scope: key }
    const before = await tx.source.findUnique({ where })
    const completeUpTo = report.completeUpTo ? new Date(report.completeUpTo) : null
    const ended = report.state !== "reading"
    const data = {
      label: report.label,
      state: report.state,
      coveredFrom: earlier(
        before?.coveredFrom ?? null,
        report.coveredFrom ? new Date(report.coveredFrom) : null,
      ),
      completeUpTo: later(before?.completeUpTo ?? null, completeUpTo),
      latenessNote: report.latenessNote,
      cannotSee: report.cannotSee,
      records: recordsBefore + report.records,
      failure: report.failure,
      ...(ended ? { lastReadAt: now } : {}),
      ...(report.state === "read" && report.cursor !== null
        ? { cursor: report.cursor as Prisma.InputJsonValue }
        : {}),
    }
    await tx.source.upsert({ where, create: { ...key, ...data }, update: data })
    const known = new Set(before?.cannotSee)
    for (const statement of report.cannotSee.filter((line) => line.startsWith("Gap: ") && !known.has(line))) {
      const told = await tx.timelineBody.count({
        where: {
          entry: { incidentId, kind: "assessment.gap_found" },
          body: { path: ["statement"], equals: statement },
        },
      })
      if (told > 0) continue
      const system = { kind: "system", name: "Assessment" } as const
      await appendEntry(tx, {
        incidentId,
        kind: "assessment.gap_found",
        actor: system,
        now,
        body: { statement, source: report.label },
      })
    }
  })
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b
  return a < b ? a : b
}

function later(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b
  return a > b ? a : b
}
