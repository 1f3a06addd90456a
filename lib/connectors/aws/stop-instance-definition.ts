import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const stopInstanceDefinition = stopDefinition({
  id: "aws.stop-instance",
  noun: "instance",
  title: "Stop the instance",
  summary: "A machine that the agent started runs on under its own role. This stops it; its volumes stay.",
  permissions: ["ec2:DescribeInstances", "ec2:StopInstances", "ec2:StartInstances"],
  collateral: "Whoever uses this machine; what is on its instance store is lost.",
  undo: { possible: true, warning: "It starts again with what the agent put on it." },
  command: ({ region, id }) => [
    shellLine("aws", "ec2", "stop-instances", "--region", region, "--instance-ids", id),
  ],
})
