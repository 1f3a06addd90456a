import "server-only"
import type { ConnectorContext, ProofObservation } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { auditRegions } from "./config"
import { canLookUpNow, type LookupAttribute, lookUpEvents } from "./look-up-events"
import { readOutcome } from "./read-outcome"
import { type AuditRecord, readRecord } from "./read-record"

/** Allowed whatever a policy says: their success shows nothing. */
const neverDenied = new Set(["GetCallerIdentity", "GetSessionToken", "GetAccessKeyInfo"])
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
    who: string
    lookups: () => Promise<LookupAttribute[]>
    isTheirs: (record: AuditRecord) => boolean
    /** When the change is in force everywhere. */
    since: Date
  },
): Promise<ProofObservation> {
  const { who, lookups, isTheirs, since } = input
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
    const theirs = records
      .filter((record) => isTheirs(record) && !neverDenied.has(record.eventName))
      // Whole seconds: a call of the same second may have been earlier.
      .filter((record) => Date.parse(record.eventTime) > since.getTime())
      .sort((a, b) => (a.eventTime < b.eventTime ? 1 : -1))
    const success = theirs.find((record) => readOutcome(record).outcome === "succeeded")
    const denied = theirs.filter((record) => readOutcome(record).outcome === "denied")
    const newest = denied[0]
    if (success && (!newest || newest.eventTime <= success.eventTime))
      return {
        ...seen,
        outcome: "contradicts",
        statement: `${who} still succeeded: ${success.eventName} at ${clock(success)}.`,
        detail: { eventId: success.eventId, eventName: success.eventName, eventTime: success.eventTime },
      }
    if (newest)
      return {
        ...seen,
        outcome: "holds",
        statement: `CloudTrail shows ${who} refused ${times(denied.length)} since, last ${newest.eventName} at ${clock(newest)}.`,
        detail: { denied: denied.length, eventId: newest.eventId, eventName: newest.eventName },
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
