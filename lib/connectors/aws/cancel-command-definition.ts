import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const cancelCommandDefinition = stopDefinition({
  id: "aws.cancel-command",
  noun: "command",
  title: "Cancel the command",
  summary:
    "A Run Command goes on on its machines without the credential that sent it. This asks them to stop it; a machine that has begun may finish.",
  permissions: ["ssm:ListCommands", "ssm:CancelCommand"],
  collateral: "The machines that the command runs on.",
  undo: {
    possible: false,
    reason: "A cancelled command cannot go on. Send it again once it is known to be wanted.",
  },
  command: ({ region, id }) => [
    shellLine("aws", "ssm", "cancel-command", "--region", region, "--command-id", id),
  ],
})
