import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const terminateBatchJobDefinition = stopDefinition({
  id: "aws.terminate-batch-job",
  noun: "job",
  title: "Terminate the batch job",
  summary:
    "A Batch job goes on without the credential that submitted it. This ends it, whether it waits or runs.",
  permissions: ["batch:DescribeJobs", "batch:TerminateJob"],
  collateral: "Jobs that wait for this one fail with it.",
  undo: {
    possible: false,
    reason: "A terminated job cannot go on. Submit it again once it is known to be wanted.",
  },
  command: ({ region, id }) => [
    shellLine("aws", "batch", "terminate-job", "--region", region, "--job-id", id, "--reason", "Firebreak"),
  ],
})
