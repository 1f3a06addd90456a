import { AwsError } from "../aws-error.ts"
import type { JsonCall, JsonObject, JsonOperation } from "../json-service.ts"
import type { TrailEvent } from "./trail-event.ts"

const perSecond = 2
const largestPage = 50
const retention = 90 * 86_400_000

type Test = (event: TrailEvent, value: string) => boolean

const attributes: Record<string, Test> = {
  EventId: (event, value) => event.record.eventID === value,
  EventName: (event, value) => event.record.eventName === value,
  EventSource: (event, value) => event.record.eventSource === value,
  ReadOnly: (event, value) => String(event.readOnly) === value,
  Username: (event, value) => event.username === value,
  AccessKeyId: (event, value) => event.accessKeyId === value,
  ResourceName: (event, value) => event.resources.some((each) => each.name === value),
  ResourceType: (event, value) => event.resources.some((each) => each.type === value),
}

/** Management events of one account and region, newest first; data events never. Two calls a second. */
export const lookupEvents: JsonOperation = {
  readOnly: true,
  run(call) {
    limitRate(call)
    const matches = attributeTest(call.input)
    const from = time(call.input.StartTime, 0)
    const to = time(call.input.EndTime, Number.POSITIVE_INFINITY)
    if (from > to)
      throw new AwsError(
        "InvalidTimeRangeException",
        "Time range is invalid: the start time is after the end time.",
      )
    const size = pageSize(call.input.MaxResults)
    const query = JSON.stringify([
      call.input.LookupAttributes ?? null,
      call.input.StartTime ?? null,
      call.input.EndTime ?? null,
    ])
    const events: TrailEvent[] = []
    let next: string | undefined
    const insight = call.input.EventCategory === "insight"
    for (let i = startIndex(call, query); i >= 0 && !insight; i--) {
      const event = call.account.events[i]
      if (event === undefined || !visible(event, call) || !matches(event)) continue
      // Records carry whole seconds, and so do the bounds.
      const at = Math.floor(event.time / 1000) * 1000
      if (at < from || at > to) continue
      if (events.length === size) {
        next = Buffer.from(JSON.stringify({ i, query })).toString("base64")
        break
      }
      events.push(event)
    }
    return { Events: events.map(eventJson), NextToken: next }
  },
}

function visible(event: TrailEvent, call: JsonCall): boolean {
  return (
    event.dataResource === undefined &&
    event.region === call.region &&
    event.deliverAt <= call.now &&
    event.time > call.now - retention
  )
}

function limitRate(call: JsonCall): void {
  const recent = (call.account.lookups.get(call.region) ?? []).filter((at) => at > call.now - 1000)
  if (recent.length >= perSecond) throw new AwsError("ThrottlingException", "Rate exceeded", 400)
  call.account.lookups.set(call.region, [...recent, call.now])
}

function attributeTest(input: JsonObject): (event: TrailEvent) => boolean {
  const given = input.LookupAttributes
  if (given === undefined || given === null || (Array.isArray(given) && given.length === 0)) return () => true
  const [first, ...others] = Array.isArray(given) ? given : []
  if (others.length > 0 || typeof first !== "object" || first === null || Array.isArray(first))
    throw new AwsError("InvalidLookupAttributesException", "You can specify only one lookup attribute.")
  const { AttributeKey: key, AttributeValue: value } = first
  const test = typeof key === "string" && Object.hasOwn(attributes, key) ? attributes[key] : undefined
  if (test === undefined || typeof value !== "string" || value === "")
    throw new AwsError(
      "InvalidLookupAttributesException",
      `The lookup attribute is not valid: ${String(key)}`,
    )
  return (event) => test(event, value)
}

function time(value: JsonObject[string], fallback: number): number {
  return typeof value === "number" ? value * 1000 : fallback
}

function pageSize(value: JsonObject[string]): number {
  if (value === undefined || value === null) return largestPage
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= largestPage) return value
  throw new AwsError("InvalidMaxResultsException", `MaxResults must be between 1 and ${largestPage}.`)
}

function startIndex(call: JsonCall, query: string): number {
  const token = call.input.NextToken
  if (token === undefined || token === null) return call.account.events.length - 1
  try {
    const read = JSON.parse(Buffer.from(String(token), "base64").toString("utf8")) as {
      i?: unknown
      query?: unknown
    }
    if (typeof read.i === "number" && read.query === query) return read.i
  } catch {
    // Refused below.
  }
  throw new AwsError(
    "InvalidNextTokenException",
    "The specified next token is not valid, or was made for another lookup.",
  )
}

function eventJson(event: TrailEvent): JsonObject {
  const { record } = event
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(event.readOnly),
    AccessKeyId: event.accessKeyId === "" ? undefined : event.accessKeyId,
    EventTime: Math.floor(event.time / 1000),
    EventSource: record.eventSource,
    Username: event.username === "" ? undefined : event.username,
    Resources: event.resources.map((each) => ({ ResourceType: each.type, ResourceName: each.name })),
    CloudTrailEvent: JSON.stringify(record),
  }
}
