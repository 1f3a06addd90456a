import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws, writeAws } from "./client"
import { stopExecutionDefinition } from "./stop-execution-definition"
import { onlyItself, stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

export async function readExecution(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const { status } = await readAws(ctx).stepFunctions(region).describeExecution({ executionArn: id })
  // A redrive that waits will run again.
  const running = status === "RUNNING" || status === "PENDING_REDRIVE"
  return { phase: running ? "running" : "ended", word: status ?? "unknown" }
}

export const stopExecution = stopHandler<OneWork>({
  definition: stopExecutionDefinition,
  read: readExecution,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx)
      .stepFunctions(region)
      .stopExecution({
        executionArn: id,
        error: "Firebreak",
        cause: `Stopped during ${ctx.incidentReference}`,
      })
    return answer.$metadata.requestId
  },
  change: (label) => `${label} is aborted; states that ran keep what they did.`,
  collateral: onlyItself,
})
