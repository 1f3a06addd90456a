import "server-only"
import type { SourceReport } from "../assessment-contract"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import type { RunningWork, WorkFound, WorkStarters } from "../running-work"
import { boundedPool } from "./bounded-pool"
import { readAws } from "./client"
import { auditRegions } from "./config"
import { consoleLink } from "./console-link"
import { findWorkStarts, startingEvents, type WorkStart } from "./find-work-starts"
import { PrincipalGraph } from "./follow-principal"
import { lookUpEvents } from "./look-up-events"
import { type AuditRecord, readRecord } from "./read-record"
import type { WorkReading } from "./stop-work"
import { workKinds } from "./work-kinds"

/** Pages per kind of call and region: 500 starts of one kind. */
const maxPages = 10
const readsAtOnce = 6

type Started = { start: WorkStart; record: AuditRecord; by: string }

/**
 * What the identities started in the window and what its services say of it now. CloudTrail tells of the starts, about
 * five minutes late; what was started before the window or by an identity that nobody knows is not seen.
 */
export async function findRunningWork(
  ctx: ConnectorContext,
  { seeds, known }: WorkStarters,
  window: { from: Date; to: Date },
): Promise<RunningWork> {
  const graph = new PrincipalGraph(seeds, known)
  const found = new Map<string, Started>()
  const coverage = await Promise.all(
    auditRegions(readAws(ctx).config).map((region) => readRegion(ctx, graph, { region, ...window }, found)),
  )
  const work: WorkFound[] = []
  const pool = boundedPool(readsAtOnce)
  for (const [key, started] of found)
    await pool.add(async () => {
      work.push(await describeWork(ctx, key, started))
    })
  await pool.end()
  return { work: work.sort((a, b) => b.startedAt.localeCompare(a.startedAt)), coverage }
}

/** The latest start of each piece counts: a stack may be updated, then deleted. */
async function readRegion(
  ctx: ConnectorContext,
  graph: PrincipalGraph,
  { region, from, to }: { region: string; from: Date; to: Date },
  found: Map<string, Started>,
): Promise<SourceReport> {
  let records = 0
  let failure = ""
  const capped: string[] = []
  try {
    for (const value of startingEvents) {
      const attribute = { key: "EventName", value } as const
      let pages = 0
      for await (const page of lookUpEvents(ctx, { region, attribute, from, to, maxPages })) {
        pages += 1
        for (const event of page) {
          const record = readRecord(event)
          if (!record) continue
          records += 1
          const by = graph.attribute(record)
          if (by) keep(found, record, by.identifier)
        }
      }
      if (pages >= maxPages) capped.push(value)
    }
  } catch (error) {
    if (!isPlatformError(error)) throw error
    failure = error.message
  }
  return {
    kind: "aws.work-starts",
    scope: region,
    label: `Starts of work in ${region}`,
    state: failure ? "failed" : "read",
    coveredFrom: from.toISOString(),
    completeUpTo: failure ? null : new Date(to.getTime() - 5 * 60_000).toISOString(),
    latenessNote: "CloudTrail delivers about 5 minutes late.",
    cannotSee: [
      "Calls of a Lambda function: they are data events, never in the event history.",
      "Work that something else started for the agent, such as a pipeline that its push set off.",
      ...capped.map((name) => `More than ${maxPages * 50} calls of ${name}: the oldest were not read.`),
    ],
    records,
    failure,
    cursor: null,
  }
}

function keep(found: Map<string, Started>, record: AuditRecord, by: string): void {
  for (const start of findWorkStarts(record)) {
    const key = `${start.kind} ${record.region} ${start.id}`
    const before = found.get(key)
    if (!before || before.record.eventTime <= record.eventTime) found.set(key, { start, record, by })
  }
}

async function describeWork(ctx: ConnectorContext, key: string, started: Started): Promise<WorkFound> {
  const { start, record, by } = started
  const kind = workKinds[start.kind]
  const input = { region: record.region, id: start.id }
  const page = kind.page
    .replaceAll("REGION", record.region)
    .replaceAll("ID", () => encodeURIComponent(start.id))
  const base = {
    key,
    kind: `aws.${start.kind}`,
    kindTitle: kind.title,
    resource: start.id,
    region: record.region,
    startedBy: by,
    startedAt: record.eventTime,
    startedAction: `${record.eventSource.split(".")[0]}:${record.eventName.replace(/20\d{6}(v\d+)?$/, "")}`,
    eventId: record.eventId,
    link: consoleLink(readAws(ctx).config, page),
  }
  const readAt = () => ctx.now().toISOString()
  try {
    const seen = await kind.read(ctx, input)
    return { ...base, state: seen.phase, word: seen.word, readAt: readAt(), ...wayToStop(seen, kind, input) }
  } catch (error) {
    if (!isPlatformError(error) || ctx.signal.aborted) throw error
    const gone = error.kind === "not_found"
    return {
      ...base,
      state: gone ? "ended" : "unknown",
      word: gone ? "not known any more" : "not readable",
      readAt: readAt(),
      stop: null,
      guidance: gone ? "" : error.message,
    }
  }
}

function wayToStop(
  seen: WorkReading,
  kind: (typeof workKinds)[keyof typeof workKinds],
  input: { region: string; id: string },
): Pick<WorkFound, "stop" | "guidance"> {
  if (seen.phase !== "running") return { stop: null, guidance: "" }
  if (seen.cannot) return { stop: null, guidance: seen.cannot }
  return { stop: { action: kind.action, input }, guidance: "" }
}
