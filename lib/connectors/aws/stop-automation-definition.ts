import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const stopAutomationDefinition = stopDefinition({
  id: "aws.stop-automation",
  noun: "automation",
  title: "Stop the automation",
  summary:
    "A Systems Manager automation goes on under the role that it was given. This cancels it; a step that runs may finish.",
  permissions: ["ssm:GetAutomationExecution", "ssm:StopAutomationExecution"],
  collateral: "Whoever waits for this automation.",
  undo: {
    possible: false,
    reason: "A cancelled automation cannot go on. Start it again once it is known to be wanted.",
  },
  command: ({ region, id }) => [
    shellLine(
      "aws",
      "ssm",
      "stop-automation-execution",
      "--region",
      region,
      "--automation-execution-id",
      id,
      "--type",
      "Cancel",
    ),
  ],
})
