import { containNow } from "@/lib/plans/contain-now"
import { realWorld } from "@/lib/plans/world"
import { buildAccount, buildIncident } from "@/scripts/bench/build-account"
import { type Bench, type Figure, median, round } from "@/scripts/bench/figure"
import { distinctCalls, type LoggedCall, sameCalls, timeScript } from "@/scripts/bench/script-calls"
import { type BenchProduct, startProduct } from "@/scripts/bench/start-product"

const credentials = { users: 8, roles: 2 }
const rounds = 3

/**
 * Press to all proven for ten credentials, against scripts that call one thing after another. The range takes changes
 * at once; each call is answered `latencyMs` late.
 */
export const containVsScript: Bench = {
  name: "contain.vs_script",
  run: async () => {
    const product = await startProduct()
    try {
      // The first press of a process opens its connections; nobody's incident should be that one's measure.
      await measure(product, { latencyMs: 0 })
      const late = await repeat(() => measure(product, { latencyMs: 100 }))
      const same = await measure(product, { latencyMs: 100, script: sameCalls })
      const atOnce = await repeat(() => measure(product, { latencyMs: 0 }))
      const name = "contain.vs_script"
      return [
        figure(name, [...late, same], same, "all of our calls, one after another; 100 ms each"),
        figure(`${name}.distinct`, late, middle(late), "each distinct call once; 100 ms each"),
        figure(`${name}.no_latency`, atOnce, middle(atOnce), "each distinct call once; no latency"),
      ]
    } finally {
      await product.stop()
    }
  },
}

type Measured = { oursMs: number; scriptMs: number; ourCalls: number; scriptCalls: number }

async function repeat(once: () => Promise<Measured>): Promise<Measured[]> {
  const all: Measured[] = []
  for (let i = 0; i < rounds; i += 1) all.push(await once())
  return all
}

function middle(all: Measured[]): Measured {
  const ms = median(all.map((one) => one.scriptMs))
  return all.find((one) => one.scriptMs === ms) ?? { oursMs: 0, scriptMs: 0, ourCalls: 0, scriptCalls: 0 }
}

function figure(name: string, ours: Measured[], script: Measured, say: string): Figure {
  const ms = median(ours.map((one) => one.oursMs))
  const { users, roles } = credentials
  return {
    name,
    value: round(ms, 0),
    unit: "ms",
    ratio: round(script.scriptMs / ms),
    reference: `a script, ${say}: ${script.scriptCalls} calls in ${round(script.scriptMs, 0)} ms; ours made ${script.ourCalls}. ${users} users with two keys, ${roles} roles; median of ${ours.length} presses`,
  }
}

async function measure(
  { db, range }: BenchProduct,
  { latencyMs, script = distinctCalls }: { latencyMs: number; script?: typeof sameCalls },
): Promise<Measured> {
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
  const scripted = script(calls)
  const scriptMs = await timeScript({
    calls: scripted,
    region: account.region,
    endpoints: account.endpoints,
    credentials: account.administrator,
  })
  await range("PATCH", "/config", { latencyMs: 0 })
  return { oursMs, scriptMs, ourCalls: calls.length, scriptCalls: scripted.length }
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
