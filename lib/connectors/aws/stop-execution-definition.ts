import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const stopExecutionDefinition = stopDefinition({
  id: "aws.stop-execution",
  noun: "execution",
  title: "Stop the execution",
  summary: "A Step Functions execution goes on without the credential that started it. This aborts it.",
  permissions: ["states:DescribeExecution", "states:StopExecution"],
  collateral: "Whoever waits for the result of this execution.",
  undo: {
    possible: false,
    reason: "An aborted execution cannot go on. Start a new one once it is known to be wanted.",
  },
  command: ({ region, id }) => [
    shellLine("aws", "stepfunctions", "stop-execution", "--region", region, "--execution-arn", id),
  ],
})
