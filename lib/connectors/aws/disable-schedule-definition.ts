import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const disableScheduleDefinition = stopDefinition({
  id: "aws.disable-schedule",
  noun: "schedule",
  title: "Disable the schedule",
  summary:
    "A schedule starts its target again and again, whoever made it. This switches it off and keeps the rest as it is.",
  permissions: ["scheduler:GetSchedule", "scheduler:UpdateSchedule", "iam:PassRole"],
  collateral: "Whatever its target does for others.",
  undo: { possible: true, warning: "Its target runs again." },
  command: ({ region, id }) => {
    const [group = "default", name = ""] = id.split("/")
    const at = ["--region", region, "--group-name", group, "--name", name]
    return [
      `${shellLine("aws", "scheduler", "get-schedule", ...at)} > schedule.before.json`,
      "# Send the same schedule again with State DISABLED: what is left out is lost.",
      `jq 'del(.Arn,.CreationDate,.LastModificationDate) | .State="DISABLED"' schedule.before.json > schedule.json`,
      shellLine(
        "aws",
        "scheduler",
        "update-schedule",
        "--region",
        region,
        "--cli-input-json",
        "file://schedule.json",
      ),
    ]
  },
})
