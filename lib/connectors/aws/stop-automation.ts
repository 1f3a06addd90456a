import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws, writeAws } from "./client"
import { stopAutomationDefinition } from "./stop-automation-definition"
import { onlyItself, stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

const goesOn =
  /^(Pending|InProgress|Waiting|Approved|Scheduled|RunbookInProgress|PendingApproval|PendingChangeCalendarOverride|ChangeCalendarOverrideApproved)$/

export async function readAutomation(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const answer = await readAws(ctx).ssm(region).getAutomationExecution({ AutomationExecutionId: id })
  const word = answer.AutomationExecution?.AutomationExecutionStatus ?? "unknown"
  return { phase: goesOn.test(word) ? "running" : word === "Cancelling" ? "ending" : "ended", word }
}

export const stopAutomation = stopHandler<OneWork>({
  definition: stopAutomationDefinition,
  read: readAutomation,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx)
      .ssm(region)
      .stopAutomationExecution({ AutomationExecutionId: id, Type: "Cancel" })
    return answer.$metadata.requestId
  },
  change: (label) => `${label} is cancelled; steps that ran keep what they did.`,
  collateral: onlyItself,
})
