import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws, writeAws } from "./client"
import { absentWork, onlyItself, stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"
import { terminateSessionDefinition } from "./terminate-session-definition"

export async function readOpenSession(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const ssm = readAws(ctx).ssm(region)
  for (const State of ["Active", "History"] as const) {
    const { Sessions } = await ssm.describeSessions({ State, Filters: [{ key: "SessionId", value: id }] })
    const session = Sessions?.find((each) => each.SessionId === id)
    if (!session) continue
    const word = session.Status ?? State
    if (State === "History" || word === "Terminated" || word === "Failed") return { phase: "ended", word }
    return { phase: word === "Terminating" ? "ending" : "running", word }
  }
  throw absentWork(`The session ${id}`)
}

export const terminateSession = stopHandler<OneWork>({
  definition: terminateSessionDefinition,
  read: readOpenSession,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx).ssm(region).terminateSession({ SessionId: id })
    return answer.$metadata.requestId
  },
  change: (label) =>
    `${label} is cut. What was started in it and put into the background runs on at the machine.`,
  collateral: onlyItself,
})
