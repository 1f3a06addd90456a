import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws, writeAws } from "./client"
import { stopTaskDefinition } from "./stop-task-definition"
import { absentWork, stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

/** The cluster stands in the task's ARN; in the short form of old it does not, and is the default one. */
const clusterOf = (id: string) => /:task\/([^/]+)\/[^/]+$/.exec(id)?.[1] ?? "default"

export async function readTask(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const { tasks } = await readAws(ctx)
    .ecs(region)
    .describeTasks({ cluster: clusterOf(id), tasks: [id] })
  const [task] = tasks ?? []
  // ECS forgets a stopped task after about an hour.
  if (!task) throw absentWork(`The task ${id}`)
  const word = task.lastStatus ?? "unknown"
  const role = task.overrides?.taskRoleArn
  const runsAs = role ? [role] : []
  if (word === "STOPPED" || word === "DELETED") return { phase: "ended", word, runsAs }
  return { phase: task.desiredStatus === "STOPPED" ? "ending" : "running", word, runsAs }
}

export const stopTask = stopHandler<OneWork>({
  definition: stopTaskDefinition,
  read: readTask,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx)
      .ecs(region)
      .stopTask({
        cluster: clusterOf(id),
        task: id,
        reason: `Stopped by Firebreak during ${ctx.incidentReference}`,
      })
    return answer.$metadata.requestId
  },
  change: (label) => `${label} is stopped. A service that it belongs to starts another in its place.`,
  collateral: { level: "unknown", statement: "whoever uses what it serves", items: [] },
})
