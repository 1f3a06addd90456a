import "server-only"
import type { ConnectorContext } from "../contract"
import { PlatformError } from "../platform-error"
import { readAws, writeAws } from "./client"
import { disableScheduleDefinition } from "./disable-schedule-definition"
import { stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

/** "default/nightly": the group, then the schedule. */
function scheduleOf(id: string): { GroupName: string; Name: string } {
  const [group = "default", name] = id.split("/")
  return name === undefined ? { GroupName: "default", Name: group } : { GroupName: group, Name: name }
}

export async function readSchedule(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const schedule = await readAws(ctx).scheduler(region).getSchedule(scheduleOf(id))
  const word = schedule.State ?? "unknown"
  const role = schedule.Target?.RoleArn
  return { phase: word === "DISABLED" ? "ended" : "running", word, runsAs: role ? [role] : [] }
}

export const disableSchedule = stopHandler<OneWork>({
  definition: disableScheduleDefinition,
  read: readSchedule,
  stop: (ctx, input) => turn(ctx, input, "DISABLED"),
  change: (label) => `${label} starts its target no more; what it began goes on.`,
  collateral: { level: "unknown", statement: "whatever its target does for others", items: [] },
  resume: async (ctx, input, receipt) => {
    const { id } = input
    if (receipt.word === "DISABLED")
      return { requestIds: [], statement: `${id} was disabled before us and stays so.` }
    if ((await readSchedule(ctx, input)).phase === "running")
      return { requestIds: [], statement: `${id} is enabled already.` }
    const requestId = await turn(ctx, input, "ENABLED")
    return { requestIds: requestId ? [requestId] : [], statement: `${id} is enabled again.` }
  },
})

/** An update replaces the whole schedule, so all of it is sent again with nothing changed but its state. */
async function turn(
  ctx: ConnectorContext,
  { region, id }: OneWork,
  state: "ENABLED" | "DISABLED",
): Promise<string | undefined> {
  const now = await readAws(ctx).scheduler(region).getSchedule(scheduleOf(id))
  const { ScheduleExpression, FlexibleTimeWindow, Target } = now
  if (!ScheduleExpression || !FlexibleTimeWindow || !Target)
    throw new PlatformError({
      kind: "unexpected",
      message: `The schedule ${id} cannot be read whole, and an update would lose the rest. Disable it by hand.`,
      mayHaveHappened: false,
      retryable: false,
    })
  const answer = await writeAws(ctx)
    .scheduler(region)
    .updateSchedule({
      ...scheduleOf(id),
      ScheduleExpression,
      FlexibleTimeWindow,
      Target,
      State: state,
      Description: now.Description,
      StartDate: now.StartDate,
      EndDate: now.EndDate,
      ScheduleExpressionTimezone: now.ScheduleExpressionTimezone,
      KmsKeyArn: now.KmsKeyArn,
      ActionAfterCompletion: now.ActionAfterCompletion,
    })
  return answer.$metadata.requestId
}
