import "server-only"
import { isPlatformError } from "../platform-error"
import type { Reading } from "./assess-reading"
import { readAws } from "./client"
import { auditRegions } from "./config"
import { isKeyId } from "./follow-principal"
import { lookUpEvents } from "./look-up-events"
import { asObject, readRecord, text } from "./read-record"

const kind = "aws.lookup-events"
/** CloudTrail's stated average delay; nothing later is claimed to be complete. */
export const deliveryMs = 5 * 60_000
/** Re-reads go back this far: late records come out of order. */
const overlapMs = 20 * 60_000
const sessionMs = 12 * 3_600_000
const maxPages = 400

type Lookup = { key: "AccessKeyId" | "Username" | "ResourceName" | "EventName"; value: string }

/** One region's event history: what was read, up to when, and what went wrong. */
type RegionState = {
  region: string
  records: number
  failure: string
  refused: boolean
  done: Set<string>
  cut: string[]
  cursor: Record<string, string>
}

/** Reads the event history of every region for every identity, again and again until no identity is new. */
export class Lookups {
  private readonly regions: RegionState[]
  private readonly startedAt: number

  constructor(private readonly reading: Reading) {
    const { ctx, request } = reading
    this.startedAt = ctx.now().getTime()
    this.regions = auditRegions(readAws(ctx).config).map((region) => ({
      region,
      records: 0,
      failure: "",
      refused: false,
      done: new Set(),
      cut: [],
      cursor: readCursor(request.cursors[`${kind} ${region}`]),
    }))
    for (const state of this.regions) this.report(state, "reading")
  }

  async run(): Promise<void> {
    // us-east-1 first with one cheap page: IAM, STS and most global services log there.
    const first = this.regions.find((state) => state.region === "us-east-1")
    const seed = [...this.reading.graph.nodes.values()].flatMap((node) => this.reading.graph.lookups(node))[0]
    if (first && seed && this.reading.request.known.length === 0) await this.read(first, seed, 1, false)
    for (;;) {
      const rounds = this.regions.map((state) => ({ state, todo: this.todo(state) }))
      if (rounds.every(({ todo }) => todo.length === 0)) break
      await Promise.all(
        rounds.map(async ({ state, todo }) => {
          for (const lookup of todo) await this.read(state, lookup, maxPages, true)
        }),
      )
    }
  }

  finish(): void {
    for (const state of this.regions) this.report(state, state.failure ? "failed" : "read")
  }

  private todo(state: RegionState): Lookup[] {
    if (state.refused) return []
    const { graph } = this.reading
    const nodes = [...graph.nodes.values()].filter((node) => node.match !== "none")
    const lookups: Lookup[] = nodes.flatMap((node) => graph.lookups(node))
    // No attribute finds the call that issued a session key: the issuing calls of the window are read instead.
    const orphans = nodes.some(
      (node) => node.origin === "seed" && node.identifier.startsWith("ASIA") && !node.via,
    )
    if (orphans)
      for (const value of ["AssumeRole", "GetSessionToken", "GetFederationToken"])
        lookups.push({ key: "EventName", value })
    const unique = new Map(lookups.map((lookup) => [`${lookup.key}=${lookup.value}`, lookup]))
    return [...unique].filter(([name]) => !state.done.has(name)).map(([, lookup]) => lookup)
  }

  private async read(state: RegionState, lookup: Lookup, pages: number, counts: boolean): Promise<void> {
    const { ctx, request } = this.reading
    const name = `${lookup.key}=${lookup.value}`
    if (counts) state.done.add(name)
    const lookBack = lookup.key === "ResourceName" || lookup.key === "EventName" ? sessionMs : 0
    const readTo = Date.parse(state.cursor[name] ?? "")
    const start = request.from.getTime() - lookBack
    const from = new Date(Number.isNaN(readTo) ? start : Math.max(start, readTo - overlapMs))
    const limit = lookup.key === "EventName" ? 40 : pages
    try {
      let read = 0
      for await (const page of lookUpEvents(ctx, {
        region: state.region,
        attribute: lookup,
        from,
        to: request.to,
        maxPages: limit,
      })) {
        read += 1
        const raw = new Map<string, string>()
        const records = page.flatMap((event) => {
          const record = readRecord(event)
          if (record) raw.set(record.eventId, text(asObject(event).CloudTrailEvent))
          return record ? [record] : []
        })
        state.records += await this.reading.take(records, kind, (own) => {
          const lines = own.map((record) => raw.get(record.eventId) ?? JSON.stringify(record))
          return ctx.evidence.put({
            name: `event-history-${state.region}-${own[0]?.eventTime ?? ""}.jsonl`,
            mediaType: "application/x-ndjson",
            bytes: new TextEncoder().encode(`${lines.join("\n")}\n`),
            origin: `CloudTrail event history of ${state.region}, ${isKeyId(lookup.value) ? "key" : lookup.key} ${lookup.value}`,
          })
        })
        this.report(state, "reading")
      }
      if (counts && read >= limit)
        state.cut.push(`${lookup.key} ${lookup.value}: only the newest ${limit * 50} events were read.`)
      if (counts) state.cursor[name] = new Date(Math.min(this.startedAt, request.to.getTime())).toISOString()
    } catch (error) {
      if (!isPlatformError(error)) throw error
      state.failure = error.message
      if (error.kind === "refused") state.refused = true
    }
  }

  private report(state: RegionState, now: "reading" | "read" | "failed"): void {
    const { request, graph } = this.reading
    const upTo = Math.min(request.to.getTime(), this.startedAt - deliveryMs)
    const complete = now === "read" && upTo > request.from.getTime()
    this.reading.emit({
      type: "source",
      report: {
        kind,
        scope: state.region,
        label: `CloudTrail event history, ${state.region}`,
        state: now,
        coveredFrom: request.from.toISOString(),
        completeUpTo: complete ? new Date(upTo).toISOString() : null,
        latenessNote:
          "CloudTrail delivers within about 5 minutes on average and promises no limit; it is read again until 30 minutes after containment.",
        cannotSee: [
          "What happens inside resources: S3 objects, table items, function calls. Event history never holds data events.",
          ...state.cut,
          ...(graph.capped ? [graph.capped] : []),
          ...[...this.reading.gaps].filter(() => state.region === "us-east-1"),
        ],
        records: state.records,
        failure: state.failure,
        cursor: state.cursor,
      },
    })
  }
}

function readCursor(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asObject(value)).map(([name, time]) => [name, text(time)]))
}
