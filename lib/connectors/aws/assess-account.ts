import "server-only"
import type { AssessmentRequest, AssessmentYield } from "../assessment-contract"
import { AsyncQueue } from "../async-queue"
import type { ConnectorContext } from "../contract"
import { Lookups } from "./assess-lookups"
import { Reading } from "./assess-reading"
import { TrailFiles } from "./assess-trails"
import { assessVersions } from "./assess-versions"

/** After this many turns the graph is as complete as it will get; each turn adds at least one step away. */
const maxTurns = 7

/**
 * Reads one account: event history, trail files, version listings. Follows the agent's identities until nothing new
 * appears, and yields effects, identities and coverage as they are found. Platform errors of one source are told in
 * its report and never end the others; only a refused sign-in throws.
 */
export async function* assessAccount(
  ctx: ConnectorContext,
  request: AssessmentRequest,
): AsyncGenerator<AssessmentYield> {
  const out = new AsyncQueue<AssessmentYield>()
  const work = run(new Reading(ctx, request, out)).then(
    () => out.end(),
    (error: unknown) => out.fail(error),
  )
  yield* out.read()
  await work
}

async function run(reading: Reading): Promise<void> {
  const lookups = new Lookups(reading)
  const trails = new TrailFiles(reading)
  await trails.open()
  let again: number | null = null
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const before = new Set(reading.graph.nodes.keys())
    await Promise.all([lookups.run(), trails.run(again)])
    const fresh = [...reading.graph.nodes.values()].filter(
      (node) => !before.has(node.identifier) && node.match !== "none",
    )
    if (fresh.length === 0) break
    again = Math.min(
      ...fresh.map((node) => (node.since ? Date.parse(node.since) : reading.request.from.getTime())),
    )
    reading.emit({ type: "progress", line: `${fresh.length} more identities found; their doings are read` })
  }
  reading.emit({ type: "progress", line: "Version listings of buckets are read" })
  await assessVersions(reading, trails)
  reading.finish()
  lookups.finish()
  trails.finish()
}
