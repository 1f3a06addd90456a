import { parentPort, workerData } from "node:worker_threads"
import type { AgentMessage, AgentPlan } from "./agent-plan.ts"
import { agentSession } from "./agent-session.ts"
import { playStory } from "./agent-story.ts"

/** The worker thread's own start; the range starts it with a plan and listens to what it posts. */
export async function runAgentWorker(): Promise<void> {
  const port = parentPort
  if (port === null) throw new Error("The agent runs in a worker thread only")
  const plan = (workerData as { agentPlan: AgentPlan }).agentPlan
  const post = (message: AgentMessage) => port.postMessage(message)
  let stopped = false
  let wake: (() => void) | undefined
  port.on("message", () => {
    stopped = true
    wake?.()
  })
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      if (stopped) return resolve()
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  await playStory(
    agentSession(plan, post),
    { sleep, now: () => Date.now(), stopped: () => stopped },
    (state) => post({ kind: "state", state }),
  )
  port.close()
}

// In the bundle this module is part of main.ts, which starts the worker's code itself.
if (import.meta.url.endsWith("/agent-worker.ts") && parentPort !== null) await runAgentWorker()
