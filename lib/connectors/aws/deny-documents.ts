import type { JsonObject } from "../contract"

/** Denies everything, also to sessions that already exist. */
export function denyAllDocument(): JsonObject {
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "FirebreakDenyAll", Effect: "Deny", Action: "*", Resource: "*" }],
  }
}

/** Denies every session issued before `cutoff`; long-term keys carry no issue time and are not touched. */
export function denyOlderDocument(cutoff: Date): JsonObject {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "FirebreakDenyOlder",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": awsTime(cutoff) } },
      },
    ],
  }
}

/** Denies one session: `userId` is the role's unique id and the session's name, "AROA...:name". */
export function denySessionDocument(userId: string): JsonObject {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "FirebreakDenySession",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:userid": userId } },
      },
    ],
  }
}

/**
 * Denies the sessions of a user that were issued within a few seconds of `issuedAt`: records say when only to the
 * second, and some say when the call ended. Long-term keys carry no issue time and are not touched.
 */
export function denyIssuedDocument(issuedAt: Date): JsonObject {
  const from = new Date(issuedAt.getTime() - 2000)
  const to = new Date(issuedAt.getTime() + 3000)
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "FirebreakDenyIssued",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: {
          DateGreaterThanEquals: { "aws:TokenIssueTime": awsTime(from) },
          DateLessThan: { "aws:TokenIssueTime": awsTime(to) },
        },
      },
    ],
  }
}

/** Denies every session that carries this source identity, also through role chains. */
export function denySourceIdentityDocument(sourceIdentity: string): JsonObject {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "FirebreakDenySourceIdentity",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceIdentity": sourceIdentity } },
      },
    ],
  }
}

/** The cut-off of a document that `denyOlderDocument` made; null when it is none. */
export function readCutoff(document: unknown): Date | null {
  const found = /"aws:TokenIssueTime":"([^"]+)"/.exec(JSON.stringify(document ?? null))?.[1]
  if (found === undefined) return null
  const cutoff = new Date(found)
  return Number.isNaN(cutoff.getTime()) || !sameDocument(document, denyOlderDocument(cutoff)) ? null : cutoff
}

/** Names of what we write are a function of the incident: a repeated step finds its own. */
export const denyName = (reference: string) => `Firebreak-Deny-${safe(reference)}`
/** Each stamp has a policy of its own: taking one back leaves the other standing. */
export const denyOlderName = (reference: string, stamp: "first" | "again") =>
  `Firebreak-DenyOlder-${safe(reference)}${stamp === "again" ? "-again" : ""}`
export const denySessionName = (reference: string, sessionName: string) =>
  `Firebreak-DenySession-${safe(reference)}-${shortHash(sessionName)}`

export const denySourceIdentityName = (reference: string, sourceIdentity: string) =>
  `Firebreak-DenySource-${safe(reference)}-${shortHash(sourceIdentity)}`
/** A Sid takes letters and digits only. */
export const barSid = (reference: string, what: string) =>
  `FirebreakBar${reference.replaceAll(/[^A-Za-z0-9]/g, "")}${shortHash(what)}`

/** FNV-1a: keeps the names of several sessions apart. The policy's own document decides what is denied. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, "0")
}

function safe(reference: string): string {
  return reference.replaceAll(/[^\w+=,.@-]/g, "-")
}

/** Whole seconds, as IAM writes times. */
export function awsTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`
}

/** Whether two policies say the same, whatever the order of their fields. */
export function sameDocument(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other))
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, ordered(v)]),
  )
}
