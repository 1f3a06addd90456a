import { runAssessment } from "@/lib/assessment/run-assessment"
import { createClient, databaseUrl } from "@/lib/db/client"

/**
 * One reading of one assessment in a process of its own: `assess <assessment id> <fence>`. Ends when the worker that
 * forked it goes away; whoever takes the assessment over reads again.
 */
async function main(): Promise<void> {
  const [assessmentId = "", fence = ""] = process.argv.slice(2)
  const abort = new AbortController()
  for (const event of ["SIGTERM", "SIGINT", "disconnect"] as const)
    process.once(event, () => abort.abort(new Error("stopping")))
  const db = createClient(databaseUrl(), 4)
  try {
    await runAssessment({ db, lease: { assessmentId, fence: Number(fence) }, signal: abort.signal })
  } finally {
    await db.$disconnect()
    if (process.connected) process.disconnect()
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exit(1)
  },
)
