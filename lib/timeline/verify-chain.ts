import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { notFound } from "@/lib/errors"
import { digestBody, genesisHash, hashEntry } from "@/lib/timeline/chain"
import type { ChainReport } from "@/lib/timeline/schema"

const pageSize = 1_000
const faultLimit = 20

/**
 * Recomputes the whole chain of an incident from its rows: finds an altered header or body, a missing, added or
 * reordered entry, and a head that does not match. A redacted body is not a fault; it is counted.
 */
export async function verifyChain({
  ctx,
  reference,
}: {
  ctx: Context
  reference: string
}): Promise<ChainReport> {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({ where: { reference } })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  const faults: ChainReport["faults"] = []
  const add = (sequence: number, fault: string) =>
    faults.length < faultLimit && faults.push({ sequence, fault })
  let previousHash = genesisHash
  let expected = 1
  let redacted = 0
  for (;;) {
    const rows = await ctx.db.timelineEntry.findMany({
      where: { incidentId: incident.id, sequence: { gte: expected, lte: incident.headSequence } },
      orderBy: { sequence: "asc" },
      take: pageSize,
      include: { body: true },
    })
    for (const { body, hash, id: _id, occurredAt, recordedAt, ...rest } of rows) {
      if (rest.sequence !== expected)
        add(expected, `Entries ${expected} to ${rest.sequence - 1} are missing.`)
      const header = { ...rest, occurredAt: occurredAt.toISOString(), recordedAt: recordedAt.toISOString() }
      if (rest.previousHash !== previousHash) add(rest.sequence, "It does not follow the entry before it.")
      if (hashEntry(header) !== hash) add(rest.sequence, "Its header was changed.")
      if (!body) add(rest.sequence, "Its body is missing.")
      else if (body.redactedAt) redacted += 1
      else if (body.salt === null || digestBody(body.salt, body.body) !== rest.bodyDigest)
        add(rest.sequence, "Its body was changed.")
      previousHash = hash
      expected = rest.sequence + 1
    }
    if (rows.length < pageSize) break
  }
  if (expected - 1 !== incident.headSequence)
    add(
      expected,
      `The incident says that it has ${incident.headSequence} entries; ${expected - 1} are there.`,
    )
  else if (incident.headSequence > 0 && previousHash !== incident.headHash)
    add(incident.headSequence, "The incident's head does not match the last entry.")
  const fresh = await ctx.db.incident.findUniqueOrThrow({ where: { id: incident.id } })
  const beyond = await ctx.db.timelineEntry.count({
    where: { incidentId: incident.id, sequence: { gt: fresh.headSequence } },
  })
  if (beyond > 0) add(fresh.headSequence + 1, `${beyond} entries stand behind the incident's head.`)
  return {
    ok: faults.length === 0,
    checked: expected - 1,
    headSequence: incident.headSequence,
    headHash: incident.headHash,
    redacted,
    faults,
    verifiedAt: ctx.now().toISOString(),
  }
}
