import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { Prisma } from "@/lib/db/generated/client"
import { notFound } from "@/lib/errors"
import { type EntryRow, entryDto } from "@/lib/timeline/entry-dto"
import {
  type TimelineEntryDto,
  type TimelinePageDto,
  type TimelineQuery,
  timelineKinds,
} from "@/lib/timeline/schema"

/** One page of the timeline by `occurredAt`, with how many entries the filter hides. */
export async function readTimeline({
  ctx,
  reference,
  query,
}: {
  ctx: Context
  reference: string
  query: TimelineQuery
}): Promise<TimelinePageDto> {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({ where: { reference } })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  const pins = await ctx.db.pin.findMany({ where: { incidentId: incident.id }, select: { sequence: true } })
  // Only what the head counts: an entry that comes meanwhile belongs to the next read.
  const where = {
    AND: [
      { sequence: { lte: incident.headSequence } },
      filterOf(
        incident.id,
        query,
        pins.map((p) => p.sequence),
      ),
    ],
  }
  const direction = query.order === "newest" ? "desc" : "asc"
  const [rows, shown] = await Promise.all([
    ctx.db.timelineEntry.findMany({
      where: { AND: [where, afterCursor(query)] },
      orderBy: [{ occurredAt: direction }, { sequence: direction }],
      take: query.limit + 1,
      include: { body: true },
    }),
    ctx.db.timelineEntry.count({ where }),
  ])
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const entries = await withMarks(ctx, incident.id, page, new Set(pins.map((p) => p.sequence)))
  return {
    entries,
    next: rows.length > query.limit && last ? `${last.occurredAt.toISOString()},${last.sequence}` : null,
    total: incident.headSequence,
    hidden: incident.headSequence - shown,
    headSequence: incident.headSequence,
  }
}

/** Entries after a sequence, oldest first: what a stream sends. At most `limit`. */
export async function readEntriesAfter(
  db: Context["db"],
  incidentId: string,
  after: number,
  limit: number,
): Promise<TimelineEntryDto[]> {
  const rows = await db.timelineEntry.findMany({
    where: { incidentId, sequence: { gt: after } },
    orderBy: { sequence: "asc" },
    take: limit,
    include: { body: true },
  })
  return rows.map((row) => entryDto(row))
}

async function withMarks(ctx: Context, incidentId: string, rows: EntryRow[], pinned: Set<number>) {
  const corrections = await ctx.db.timelineEntry.findMany({
    where: { incidentId, correctsSequence: { in: rows.map((r) => r.sequence) } },
    select: { sequence: true, correctsSequence: true },
    orderBy: { sequence: "asc" },
  })
  const correctedBy = new Map(corrections.map((c) => [c.correctsSequence, c.sequence]))
  return rows.map((row) =>
    entryDto(row, {
      pinned: pinned.has(row.sequence),
      correctedBySequence: correctedBy.get(row.sequence) ?? null,
    }),
  )
}

function filterOf(incidentId: string, query: TimelineQuery, pins: number[]): Prisma.TimelineEntryWhereInput {
  const kinds = Object.entries(timelineKinds)
    .filter(([, group]) => query.groups.includes(group))
    .map(([kind]) => kind)
  return {
    incidentId,
    ...(query.groups.length > 0 ? { kind: { in: kinds } } : {}),
    ...(query.actor ? { actorLabel: query.actor } : {}),
    ...(query.pinned ? { sequence: { in: pins } } : {}),
    ...(query.from || query.to
      ? { occurredAt: { ...(query.from ? { gte: query.from } : {}), ...(query.to ? { lte: query.to } : {}) } }
      : {}),
    ...(query.text ? { OR: textFilter(query.text) } : {}),
  }
}

/** Free text looks into what is shown: actor, kind and body. */
function textFilter(typed: string): Prisma.TimelineEntryWhereInput[] {
  // Prisma passes these on to LIKE, where they would match anything.
  const text = typed.replace(/[\\%_]/g, "\\$&")
  const fields = [
    "text",
    "note",
    "reason",
    "title",
    "target",
    "detail",
    "fields",
    "step",
    "role",
    "to",
    "by",
    "contact",
    "recipient",
    "failure",
    "statement",
    "name",
    "label",
    "identifier",
    "subject",
  ]
  return [
    { actorLabel: { contains: text, mode: "insensitive" } },
    { kind: { contains: text, mode: "insensitive" } },
    ...fields.map((field) => ({
      body: { body: { path: [field], string_contains: text, mode: "insensitive" as const } },
    })),
  ]
}

function afterCursor(query: TimelineQuery): Prisma.TimelineEntryWhereInput {
  if (!query.cursor) return {}
  const { at, sequence } = query.cursor
  return query.order === "newest"
    ? { OR: [{ occurredAt: { lt: at } }, { occurredAt: at, sequence: { lt: sequence } }] }
    : { OR: [{ occurredAt: { gt: at } }, { occurredAt: at, sequence: { gt: sequence } }] }
}
