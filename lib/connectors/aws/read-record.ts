import type { Json, JsonObject } from "../contract"

/** One CloudTrail record, read leniently: a field that is missing or of another shape becomes empty, never an error. */
export type AuditRecord = {
  eventId: string
  /** ISO, UTC, one second of resolution: when the call completed. */
  eventTime: string
  eventName: string
  /** "s3.amazonaws.com" */
  eventSource: string
  region: string
  accountId: string
  errorCode: string
  errorMessage: string
  /** null when the record does not say. */
  readOnly: boolean | null
  /** Management | Data | Insight | NetworkActivity | "" */
  category: string
  caller: Caller
  request: JsonObject
  response: JsonObject
  additional: JsonObject
  resources: { arn: string; arnPrefix: string; type: string }[]
  userAgent: string
  sourceAddress: string
  requestId: string
  sharedEventId: string
  /** Set when this record corrects or completes an earlier one. */
  addendum: { reason: string; originalEventId: string } | null
}

export type Caller = {
  /** IAMUser, AssumedRole, Root, AWSService, ... ; new words are kept as they are. */
  type: string
  arn: string
  principalId: string
  accountId: string
  accessKeyId: string
  userName: string
  /** The role behind a session. */
  issuerArn: string
  issuerType: string
  sourceIdentity: string
  /** The service that called on somebody's behalf. */
  invokedBy: string
  /** A privileged session that the management account opened as root. */
  assumedRoot: boolean
  /** Whether the credentials come from a console sign-in. */
  fromConsole: boolean
  /** When the session's credentials were issued, ISO. */
  issuedAt: string
}

/** Reads one record as CloudTrail writes it into files, or as LookupEvents wraps it. Null when it is none. */
export function readRecord(value: unknown): AuditRecord | null {
  const outer = asObject(value)
  const inner = typeof outer.CloudTrailEvent === "string" ? parseObject(outer.CloudTrailEvent) : null
  const raw = inner ?? outer
  const eventName = text(raw.eventName) || text(outer.EventName)
  const eventTime = readTime(raw.eventTime ?? outer.EventTime ?? raw["@timestamp"])
  if (!eventName || !eventTime) return null
  const eventId = text(raw.eventID) || text(outer.EventId)
  return {
    eventId: eventId || `${eventTime} ${eventName} ${text(raw.requestID)}`,
    eventTime,
    eventName,
    eventSource: text(raw.eventSource) || text(outer.EventSource),
    region: text(raw.awsRegion),
    accountId: text(raw.recipientAccountId) || text(asObject(raw.userIdentity).accountId),
    errorCode: text(raw.errorCode),
    errorMessage: text(raw.errorMessage),
    readOnly: readFlag(raw.readOnly ?? outer.ReadOnly),
    category: text(raw.eventCategory),
    caller: readCaller(raw, text(outer.Username)),
    request: asObject(raw.requestParameters),
    response: asObject(raw.responseElements),
    additional: asObject(raw.additionalEventData),
    resources: readResources(raw.resources, outer.Resources),
    userAgent: text(raw.userAgent).replace(/^\[(.*)\]$/s, "$1"),
    sourceAddress: text(raw.sourceIPAddress),
    requestId: text(raw.requestID),
    sharedEventId: text(raw.sharedEventID),
    addendum: readAddendum(raw.addendum),
  }
}

/** Every record of a trail file's text: `{"Records":[...]}`, an array, or one record a line. Broken parts are counted. */
export function readRecords(content: string): { records: AuditRecord[]; unreadable: number } {
  const whole = parseJson(content)
  const list = Array.isArray(whole) ? whole : asObject(whole).Records
  const single = !Array.isArray(list) && whole !== undefined && Object.keys(asObject(whole)).length > 0
  const values = Array.isArray(list) ? list : single ? [whole] : parseLines(content)
  const records: AuditRecord[] = []
  let unreadable = 0
  for (const value of values) {
    const record = value === undefined ? null : readRecord(value)
    if (record) records.push(record)
    else unreadable += 1
  }
  return { records, unreadable }
}

function parseLines(content: string): unknown[] {
  return content
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => parseJson(line))
}

function readCaller(raw: JsonObject, username: string): Caller {
  const identity = asObject(raw.userIdentity)
  const session = asObject(identity.sessionContext)
  const issuer = asObject(session.sessionIssuer)
  const attributes = asObject(session.attributes)
  return {
    type: text(identity.type),
    arn: text(identity.arn),
    principalId: text(identity.principalId),
    accountId: text(identity.accountId),
    accessKeyId: text(identity.accessKeyId),
    userName: text(identity.userName) || (identity.type === "IAMUser" ? username : ""),
    issuerArn: text(issuer.arn),
    issuerType: text(issuer.type),
    sourceIdentity: text(session.sourceIdentity),
    invokedBy: text(identity.invokedBy),
    assumedRoot: readFlag(session.assumedRoot) === true,
    fromConsole: readFlag(raw.sessionCredentialFromConsole) === true,
    issuedAt: readTime(attributes.creationDate) ?? "",
  }
}

function readResources(inner: Json | undefined, outer: Json | undefined): AuditRecord["resources"] {
  const own = Array.isArray(inner) ? inner : []
  const found = own.map(asObject).map((r) => ({
    arn: text(r.ARN) || text(r.arn),
    arnPrefix: text(r.ARNPrefix),
    type: text(r.type),
  }))
  if (found.length > 0) return found
  const listed = Array.isArray(outer) ? outer : []
  return listed
    .map(asObject)
    .map((r) => ({ arn: text(r.ResourceName), arnPrefix: "", type: text(r.ResourceType) }))
}

function readAddendum(value: Json | undefined): AuditRecord["addendum"] {
  const addendum = asObject(value)
  const originalEventId = text(addendum.originalEventID)
  return originalEventId ? { reason: text(addendum.reason), originalEventId } : null
}

/** CloudTrail writes ISO times, "Nov 30, 2024, 8:43:17 PM" in responses, and epoch numbers here and there: to ISO or null. */
export function readTime(value: unknown): string | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (typeof value === "number") return fromMillis(value < 1e12 ? value * 1000 : value)
  if (typeof value !== "string" || value === "") return null
  const zoned = /[zZ]$|[+-]\d\d:?\d\d$|UTC|GMT/.test(value) ? value : `${value} UTC`
  return fromMillis(Date.parse(zoned.replaceAll("\u202f", " ")))
}

function fromMillis(millis: number): string | null {
  return Number.isFinite(millis) && Math.abs(millis) < 8e15 ? new Date(millis).toISOString() : null
}

function readFlag(value: unknown): boolean | null {
  if (value === true || value === "true") return true
  if (value === false || value === "false") return false
  return null
}

export function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

export function text(value: unknown): string {
  if (typeof value === "string") return value
  return typeof value === "number" || typeof value === "boolean" ? String(value) : ""
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

function parseObject(content: string): JsonObject | null {
  const value = parseJson(content)
  return value === undefined ? null : asObject(value)
}
