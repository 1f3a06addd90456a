import { readOutcome } from "./read-outcome"
import type { AuditRecord } from "./read-record"

/** Whose calls a containment stops, and how. */
export type Cut = {
  /** For people: "session agent of Deploy". */
  who: string
  /** "policy": calls are refused explicitly. "signature": the key can no longer sign any call, not even a refused one. */
  by: "policy" | "signature"
  isTheirs: (record: AuditRecord) => boolean
}

export type CutJudgement =
  | { outcome: "contradicts"; record: AuditRecord }
  | { outcome: "holds"; record: AuditRecord; denied: number }
  | { outcome: "silent" }

/** Allowed whatever a policy says: their success shows nothing about one. */
const neverDenied = new Set(["GetCallerIdentity", "GetSessionToken", "GetAccessKeyInfo"])
/** The platform did not take the key itself. */
const keyRefused = /InvalidClientTokenId|InvalidAccessKeyId|AuthFailure|SignatureDoesNotMatch|ExpiredToken/i

/**
 * What records say of a cut that is in force everywhere since `since`, on the platform's clock. A success that no
 * refusal followed contradicts it. Only a refusal that names an explicit deny, or the key, shows that it holds: calls
 * that were never permitted are refused as well. Whole seconds: a call of the same second may have been earlier.
 */
export function judgeCutRecords(records: readonly AuditRecord[], cut: Cut, since: Date): CutJudgement {
  const theirs = records
    .filter((record) => Date.parse(record.eventTime) > since.getTime() && cut.isTheirs(record))
    .sort((a, b) => (a.eventTime < b.eventTime ? 1 : -1))
  const against = theirs.find((record) => contradicts(record, cut.by))
  const denied = theirs.filter((record) => shows(record, cut.by))
  const newest = denied[0]
  if (against && (!newest || newest.eventTime <= against.eventTime))
    return { outcome: "contradicts", record: against }
  return newest ? { outcome: "holds", record: newest, denied: denied.length } : { outcome: "silent" }
}

function contradicts(record: AuditRecord, by: Cut["by"]): boolean {
  const { outcome } = readOutcome(record)
  // Policies do not decide on signing in: what is done with the session counts.
  if (record.eventSource.startsWith("signin.")) return false
  if (by === "signature") return outcome === "succeeded" || (outcome === "denied" && !refusesKey(record))
  return outcome === "succeeded" && !neverDenied.has(record.eventName)
}

function shows(record: AuditRecord, by: Cut["by"]): boolean {
  const { outcome, errorMessage } = readOutcome(record)
  if (outcome !== "denied") return false
  return by === "signature" ? refusesKey(record) : /explicit deny/i.test(errorMessage)
}

function refusesKey(record: AuditRecord): boolean {
  return keyRefused.test(readOutcome(record).errorCode)
}
