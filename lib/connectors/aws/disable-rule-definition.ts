import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const disableRuleDefinition = stopDefinition({
  id: "aws.disable-rule",
  noun: "rule",
  title: "Disable the rule",
  summary: "An EventBridge rule starts its targets again and again, whoever made it. This switches it off.",
  permissions: ["events:DescribeRule", "events:DisableRule", "events:EnableRule"],
  collateral: "Whatever its targets do for others.",
  undo: { possible: true, warning: "Its targets run again." },
  command: ({ region, id }) => {
    const [bus = "default", rule = ""] = id.split(/\/(.*)/s)
    return [
      shellLine("aws", "events", "disable-rule", "--region", region, "--name", rule, "--event-bus-name", bus),
    ]
  },
})
