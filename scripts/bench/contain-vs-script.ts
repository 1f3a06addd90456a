import { containNow } from "@/lib/plans/contain-now"
import { realWorld } from "@/lib/plans/world"
import { buildAccount, buildIncident } from "@/scripts/bench/build-account"
import { type Bench, type Figure, median, round } from "@/scripts/bench/figure"
import { type LoggedCall, scriptOf, timeScript } from "@/scripts/bench/script-calls"
import { type BenchProduct, startProduct } from "@/scripts/bench/start-product"

const credentials = { users: 8, roles: 2 }
const rounds = 3

/**
 * Press to all proven for ten credentials, against a script that makes the same calls one after another. The range
 * takes changes at once; every call is answered `latencyMs` late.
 */
export const containVsScript: Bench = {
  name: "contain.vs_script",
  run: async () => {
    const product = await startProduct()
    try {
      // The first press of a process opens its connections; nobody's incident should be that one's measure.
      await measure(product, 0)
      const figures: Figure[] = []
      for (const latencyMs of [100, 0]) {
        const all: Measured[] = []
        for (let i = 0; i < rounds; i += 1) all.push(await measure(product, latencyMs))
        figures.push(figure(latencyMs, all))
      }
      return figures
    } finally {
      await product.stop()
    }
  },
}

type Measured = { oursMs: number; scriptMs: number; ourCalls: number; scriptCalls: number }

function figure(latencyMs: number, all: Measured[]): Figure {
  const [ours, script] = [median(all.map((m) => m.oursMs)), median(all.map((m) => m.scriptMs))]
  const [{ ourCalls = 0, scriptCalls = 0 } = {}] = all
  return {
    name: latencyMs === 0 ? "contain.vs_script.no_latency" : "contain.vs_script",
    value: round(ours, 0),
    unit: "ms",
    ratio: round(script / ours),
    reference: `the same calls one after another in a script, each distinct one once (${scriptCalls} of our ${ourCalls}): ${round(script, 0)} ms; ${credentials.users} users with two keys and ${credentials.roles} roles, ${latencyMs} ms a call, median of ${all.length}`,
  }
}

async function measure({ db, range }: BenchProduct, latencyMs: number): Promise<Measured> {
  const scene = await buildAccount(range, credentials)
  const { account } = scene
  const incident = await buildIncident(db, scene)
  await range("PATCH", "/config", { latencyMs })
  const after = await lastCall(range)
  const oursMs = await press(db, incident)
  const { calls } = await range<{ calls: LoggedCall[] }>(
    "GET",
    `/calls?after=${after}&accountId=${account.accountId}`,
  )
  const script = scriptOf(calls)
  const scriptMs = await timeScript({
    calls: script,
    region: account.region,
    endpoints: account.endpoints,
    credentials: account.administrator,
  })
  await range("PATCH", "/config", { latencyMs: 0 })
  return { oursMs, scriptMs, ourCalls: calls.length, scriptCalls: script.length }
}

async function lastCall(range: BenchProduct["range"]): Promise<number> {
  const { calls } = await range<{ calls: { id: number }[] }>("GET", "/calls?limit=1")
  return calls.at(-1)?.id ?? 0
}

/** The one press of a commander, until every step is proven. Milliseconds. */
async function press(
  db: BenchProduct["db"],
  { reference, actor }: Awaited<ReturnType<typeof buildIncident>>,
): Promise<number> {
  const started = performance.now()
  await containNow({ ctx: { actor, db, now: () => new Date() }, reference, input: {}, world: realWorld })
  for (;;) {
    const steps = await db.step.groupBy({ by: ["state"], where: { incident: { reference } }, _count: true })
    if (steps.length === 1 && steps[0]?.state === "verified") return performance.now() - started
    if (performance.now() - started > 120_000)
      throw new Error(`Not all steps were proven within 120 s: ${JSON.stringify(steps)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
