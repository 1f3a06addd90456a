import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws, writeAws } from "./client"
import { pauseFunctionDefinition } from "./pause-function-definition"
import { stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

export async function readFunction(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const lambda = readAws(ctx).lambda(region)
  const [about, limit] = await Promise.all([
    lambda.getFunctionConfiguration({ FunctionName: id }),
    lambda.getFunctionConcurrency({ FunctionName: id }),
  ])
  const reserved = limit.ReservedConcurrentExecutions ?? null
  const words = reserved === null ? "callable" : `callable, ${reserved} at a time`
  return {
    phase: reserved === 0 ? "ended" : "running",
    word: reserved === 0 ? "paused (reserved concurrency 0)" : words,
    detail: { reserved },
    runsAs: about.Role ? [about.Role] : [],
  }
}

export const pauseFunction = stopHandler<OneWork>({
  definition: pauseFunctionDefinition,
  read: readFunction,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx)
      .lambda(region)
      .putFunctionConcurrency({ FunctionName: id, ReservedConcurrentExecutions: 0 })
    return answer.$metadata.requestId
  },
  change: (label) => `Every new call of ${label} is refused; calls under way finish within 15 minutes.`,
  collateral: { level: "unknown", statement: "everyone who calls this function", items: [] },
  resume: async (ctx, input, receipt) => {
    const { region, id } = input
    const before = typeof receipt.detail === "object" && receipt.detail ? receipt.detail : {}
    const reserved = "reserved" in before && typeof before.reserved === "number" ? before.reserved : null
    if (reserved === 0) return { requestIds: [], statement: `${id} was paused before us and stays so.` }
    const seen = await readFunction(ctx, input)
    if (seen.phase === "running")
      return { requestIds: [], statement: `Somebody set the concurrency of ${id} since: it stays as it is.` }
    const lambda = writeAws(ctx).lambda(region)
    const { $metadata } =
      reserved === null
        ? await lambda.deleteFunctionConcurrency({ FunctionName: id })
        : await lambda.putFunctionConcurrency({ FunctionName: id, ReservedConcurrentExecutions: reserved })
    return {
      requestIds: [$metadata.requestId ?? ""].filter(Boolean),
      statement: `${id} can be called again${reserved === null ? "" : `, ${reserved} at a time`}.`,
    }
  },
})
