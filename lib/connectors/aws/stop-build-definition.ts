import { shellLine } from "./shell-quote"
import { stopDefinition } from "./stop-work-definition"

export const stopBuildDefinition = stopDefinition({
  id: "aws.stop-build",
  noun: "build",
  title: "Stop the build",
  summary: "A CodeBuild build goes on under its own role. This stops it.",
  permissions: ["codebuild:BatchGetBuilds", "codebuild:StopBuild"],
  collateral: "Whoever waits for the artefacts of this build.",
  undo: {
    possible: false,
    reason: "A stopped build cannot go on. Start it again once it is known to be wanted.",
  },
  command: ({ region, id }) => [shellLine("aws", "codebuild", "stop-build", "--region", region, "--id", id)],
})
