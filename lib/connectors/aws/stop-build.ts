import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws, writeAws } from "./client"
import { stopBuildDefinition } from "./stop-build-definition"
import { absentWork, onlyItself, stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

export async function readBuild(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const { builds } = await readAws(ctx)
    .codeBuild(region)
    .batchGetBuilds({ ids: [id] })
  const [build] = builds ?? []
  if (!build) throw absentWork(`The build ${id}`)
  const word = build.buildStatus ?? "unknown"
  const runsAs = build.serviceRole?.startsWith("arn:") ? [build.serviceRole] : []
  return { phase: word === "IN_PROGRESS" ? "running" : "ended", word, runsAs }
}

export const stopBuild = stopHandler<OneWork>({
  definition: stopBuildDefinition,
  read: readBuild,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx).codeBuild(region).stopBuild({ id })
    return answer.$metadata.requestId
  },
  change: (label) => `${label} is stopped; commands that ran keep what they did.`,
  collateral: onlyItself,
})
