import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const pauseFunctionDefinition = stopDefinition({
  id: "aws.pause-function",
  noun: "function",
  title: "Pause the function",
  summary:
    "A function that the agent made or changed is called on by triggers. Reserved concurrency 0 refuses every call.",
  permissions: [
    "lambda:GetFunctionConfiguration",
    "lambda:GetFunctionConcurrency",
    "lambda:PutFunctionConcurrency",
    "lambda:DeleteFunctionConcurrency",
  ],
  collateral: "Everyone who calls this function: calls are refused until it is taken back.",
  undo: { possible: true, warning: "The function runs again with the code that it has now." },
  command: ({ region, id }) => [
    shellLine(
      "aws",
      "lambda",
      "put-function-concurrency",
      "--region",
      region,
      "--function-name",
      id,
      "--reserved-concurrent-executions",
      "0",
    ),
  ],
})
