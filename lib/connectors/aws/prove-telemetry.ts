import "server-only"
import type { ConnectorContext, ProofObservation } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { auditRegions } from "./config"
import { type Cut, judgeCutRecords } from "./judge-cut-records"
import { canLookUpNow, type LookupAttribute, lookUpEvents } from "./look-up-events"
import { type AuditRecord, readRecord } from "./read-record"
import { sayContradiction } from "./refute-cuts"

/** CloudTrail never delivers sooner than this: asking would only use up the account's look-ups. */
const earliestMs = 15_000

/**
 * What CloudTrail saw this identity do since the change was in force. A call denied then shows that it holds; a call
 * that succeeded and was not followed by a denied one contradicts it; silence shows nothing. Asks only regions whose
 * rate limit is free just now, one page each.
 */
export async function proveByTelemetry(
  ctx: ConnectorContext,
  input: {
    cut: Cut
    lookups: () => Promise<LookupAttribute[]>
    /** When the change is in force everywhere. */
    since: Date
  },
): Promise<ProofObservation> {
  const { cut, lookups, since } = input
  const { who } = cut
  const now = ctx.now()
  const seen = { kind: "telemetry", observedAt: now }
  const quiet = `CloudTrail has told of no call by ${who} since; it delivers about 5 minutes late, and silence proves nothing.`
  if (now.getTime() < since.getTime() + earliestMs) return { ...seen, outcome: "not_yet", statement: quiet }
  try {
    const asked = await lookups()
    if (asked.length === 0)
      return {
        ...seen,
        outcome: "cannot_tell",
        statement: `CloudTrail shows no session of ${who} in the last hour to follow.`,
      }
    const records = await lookUpSince(ctx, asked, since, now)
    if (records === null)
      return {
        ...seen,
        outcome: "cannot_tell",
        statement: "CloudTrail's look-ups are in use by others; asked again later.",
      }
    const judged = judgeCutRecords(records, cut, since)
    if (judged.outcome === "contradicts") {
      const { eventId, eventName, eventTime } = judged.record
      return {
        ...seen,
        outcome: "contradicts",
        statement: sayContradiction(cut, judged.record),
        detail: { eventId, eventName, eventTime },
      }
    }
    if (judged.outcome === "holds") {
      const { eventId, eventName } = judged.record
      return {
        ...seen,
        outcome: "holds",
        statement: `CloudTrail shows ${who} refused ${times(judged.denied)} since, last ${eventName} at ${clock(judged.record)}.`,
        detail: { denied: judged.denied, eventId, eventName },
      }
    }
    return { ...seen, outcome: "cannot_tell", statement: quiet }
  } catch (error) {
    if (!isPlatformError(error)) throw error
    return { ...seen, outcome: "cannot_tell", statement: `CloudTrail could not be asked: ${error.message}` }
  }
}

/** Null when no region could be asked now. */
async function lookUpSince(
  ctx: ConnectorContext,
  lookups: LookupAttribute[],
  from: Date,
  to: Date,
): Promise<AuditRecord[] | null> {
  const asked = lookups.flatMap((attribute) =>
    auditRegions(readAws(ctx).config)
      .filter((region) => canLookUpNow(ctx, region))
      .map(async (region) => {
        const found: AuditRecord[] = []
        for await (const page of lookUpEvents(ctx, { region, attribute, from, to, maxPages: 1 }))
          found.push(...page.map(readRecord).filter((record) => record !== null))
        return found
      }),
  )
  return asked.length === 0 ? null : (await Promise.all(asked)).flat()
}

function clock(record: AuditRecord): string {
  return `${record.eventTime.slice(11, 19)} UTC`
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`
}
