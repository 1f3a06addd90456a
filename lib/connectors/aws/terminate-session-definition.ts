import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const terminateSessionDefinition = stopDefinition({
  id: "aws.terminate-session",
  noun: "session",
  title: "Terminate the open session",
  summary: "An open Session Manager session outlives a deny: it is a shell on a machine. This cuts it.",
  permissions: ["ssm:DescribeSessions", "ssm:TerminateSession"],
  collateral: "Whoever types in this session.",
  undo: {
    possible: false,
    reason: "A terminated session cannot be taken up again. Whoever may opens a new one.",
  },
  command: ({ region, id }) => [
    shellLine("aws", "ssm", "terminate-session", "--region", region, "--session-id", id),
  ],
})
