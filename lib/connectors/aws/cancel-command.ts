import "server-only"
import type { ConnectorContext } from "../contract"
import { cancelCommandDefinition } from "./cancel-command-definition"
import { readAws, writeAws } from "./client"
import { absentWork, stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

export async function readCommand(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const { Commands } = await readAws(ctx).ssm(region).listCommands({ CommandId: id })
  const [command] = Commands ?? []
  if (!command) throw absentWork(`The command ${id}`)
  const word = command.Status ?? "unknown"
  if (word === "Pending" || word === "InProgress") return { phase: "running", word }
  return { phase: word === "Cancelling" ? "ending" : "ended", word }
}

export const cancelCommand = stopHandler<OneWork>({
  definition: cancelCommandDefinition,
  read: readCommand,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx).ssm(region).cancelCommand({ CommandId: id })
    return answer.$metadata.requestId
  },
  change: (label) => `${label} is cancelled; a machine that has begun may finish what it runs.`,
  collateral: { level: "some", statement: "the machines that it runs on", items: [] },
})
