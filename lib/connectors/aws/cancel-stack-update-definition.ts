import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const cancelStackUpdateDefinition = stopDefinition({
  id: "aws.cancel-stack-update",
  noun: "stack",
  title: "Cancel the stack update",
  summary:
    "CloudFormation goes on updating without the credential. This cancels the update and rolls it back. A creation or deletion under way cannot be cancelled.",
  permissions: ["cloudformation:DescribeStacks", "cloudformation:CancelUpdateStack"],
  collateral: "Whoever waits for this update.",
  undo: {
    possible: false,
    reason:
      "A cancelled update is rolled back by CloudFormation. Update the stack again once that is wanted.",
  },
  command: ({ region, id }) => [
    shellLine("aws", "cloudformation", "cancel-update-stack", "--region", region, "--stack-name", id),
  ],
})
