import { createClient } from "@/lib/db/client"
import { startEngine } from "@/lib/plans/engine/start-engine"
import { testConnector } from "@/lib/testing/test-connector"
import { testWorld } from "@/lib/testing/test-world"

/**
 * A worker process for crash tests. Prints each point that the engine reaches; at the `killAt`-th one it dies by
 * SIGKILL, or stops itself by SIGSTOP when told to, exactly there.
 */
export type CrashPlan = { url: string; killAt: number; signal: "SIGKILL" | "SIGSTOP"; leaseMs: number }

const argument = process.argv[2]
if (argument === undefined) throw new Error("takes a plan as JSON")
const plan = JSON.parse(argument) as CrashPlan
const db = createClient(plan.url, 5)
let reached = 0

startEngine({
  db,
  ...testWorld([testConnector({ applyTimeoutMs: 5_000, propagationMs: 20 })]),
  sweepMs: 50,
  leaseMs: plan.leaseMs,
  heartbeatMs: Math.round(plan.leaseMs / 4),
  watchForMs: 0,
  onPoint: (point) => {
    reached += 1
    // Written in one call before the signal, so that the parent has read it when it sees the end.
    process.stdout.write(`${point}\n`)
    if (reached === plan.killAt) process.kill(process.pid, plan.signal)
  },
})
