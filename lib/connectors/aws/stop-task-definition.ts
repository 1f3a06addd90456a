import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const stopTaskDefinition = stopDefinition({
  id: "aws.stop-task",
  noun: "task",
  title: "Stop the task",
  summary: "An ECS task runs on under its own role, with credentials that renew themselves. This stops it.",
  permissions: ["ecs:DescribeTasks", "ecs:StopTask"],
  collateral: "Whoever uses what this task serves.",
  undo: {
    possible: false,
    reason: "A stopped task cannot go on. Run it again once it is known to be wanted.",
  },
  command: ({ region, id }) => {
    const cluster = id.split("/").at(-2) ?? "default"
    return [shellLine("aws", "ecs", "stop-task", "--region", region, "--cluster", cluster, "--task", id)]
  },
})
