import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws, writeAws } from "./client"
import { absentWork, onlyItself, stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"
import { terminateBatchJobDefinition } from "./terminate-batch-job-definition"

export async function readBatchJob(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const { jobs } = await readAws(ctx)
    .batch(region)
    .describeJobs({ jobs: [id] })
  const [job] = jobs ?? []
  if (!job) throw absentWork(`The job ${id}`)
  const word = job.status ?? "unknown"
  if (word === "SUCCEEDED" || word === "FAILED") return { phase: "ended", word }
  // Terminating keeps the old status for a while; the flag tells that it was asked for.
  const asked = job.isTerminated === true || job.isCancelled === true
  const role = job.container?.jobRoleArn
  return { phase: asked ? "ending" : "running", word, runsAs: role ? [role] : [] }
}

export const terminateBatchJob = stopHandler<OneWork>({
  definition: terminateBatchJobDefinition,
  read: readBatchJob,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx)
      .batch(region)
      .terminateJob({ jobId: id, reason: `Stopped by Firebreak during ${ctx.incidentReference}` })
    return answer.$metadata.requestId
  },
  change: (label) => `${label} is terminated and fails; what it wrote stays.`,
  collateral: onlyItself,
})
