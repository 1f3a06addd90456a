import "server-only"
import type { ConnectorContext } from "../contract"
import { readCommand } from "./cancel-command"
import { readStack } from "./cancel-stack-update"
import { readRule } from "./disable-rule"
import { readSchedule } from "./disable-schedule"
import type { WorkKind } from "./find-work-starts"
import { readFunction } from "./pause-function"
import { readAutomation } from "./stop-automation"
import { readBuild } from "./stop-build"
import { readExecution } from "./stop-execution"
import { readInstance } from "./stop-instance"
import { readTask } from "./stop-task"
import type { WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"
import { readBatchJob } from "./terminate-batch-job"
import { readOpenSession } from "./terminate-session"

export type KnownWork = {
  title: string
  read: (ctx: ConnectorContext, input: OneWork) => Promise<WorkReading>
  action: string
  /** Path in the console; REGION and ID are put in. */
  page: string
}

/** Each kind of work: how it is read, what stops it, and where a person finds it. */
export const workKinds: Record<WorkKind, KnownWork> = {
  execution: {
    title: "Step Functions execution",
    read: readExecution,
    action: "aws.stop-execution",
    page: "/states/home?region=REGION#/v2/executions/details/ID",
  },
  stack: {
    title: "CloudFormation stack",
    read: readStack,
    action: "aws.cancel-stack-update",
    page: "/cloudformation/home?region=REGION#/stacks?filteringText=ID",
  },
  job: {
    title: "Batch job",
    read: readBatchJob,
    action: "aws.terminate-batch-job",
    page: "/batch/home?region=REGION#jobs/detail/ID",
  },
  build: {
    title: "CodeBuild build",
    read: readBuild,
    action: "aws.stop-build",
    page: "/codesuite/codebuild/projects?region=REGION",
  },
  command: {
    title: "Run Command",
    read: readCommand,
    action: "aws.cancel-command",
    page: "/systems-manager/run-command/ID?region=REGION",
  },
  session: {
    title: "Session Manager session",
    read: readOpenSession,
    action: "aws.terminate-session",
    page: "/systems-manager/session-manager/sessions?region=REGION",
  },
  automation: {
    title: "Automation",
    read: readAutomation,
    action: "aws.stop-automation",
    page: "/systems-manager/automation/execution/ID?region=REGION",
  },
  task: {
    title: "ECS task",
    read: readTask,
    action: "aws.stop-task",
    page: "/ecs/v2/clusters?region=REGION",
  },
  instance: {
    title: "EC2 instance",
    read: readInstance,
    action: "aws.stop-instance",
    page: "/ec2/home?region=REGION#InstanceDetails:instanceId=ID",
  },
  function: {
    title: "Lambda function",
    read: readFunction,
    action: "aws.pause-function",
    page: "/lambda/home?region=REGION#/functions/ID",
  },
  rule: {
    title: "EventBridge rule",
    read: readRule,
    action: "aws.disable-rule",
    page: "/events/home?region=REGION#/rules",
  },
  schedule: {
    title: "Schedule",
    read: readSchedule,
    action: "aws.disable-schedule",
    page: "/scheduler/home?region=REGION#schedules",
  },
}
