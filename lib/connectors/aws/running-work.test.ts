import { BatchClient, SubmitJobCommand } from "@aws-sdk/client-batch"
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation"
import { CodeBuildClient, StartBuildCommand } from "@aws-sdk/client-codebuild"
import { EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2"
import { ECSClient, RunTaskCommand } from "@aws-sdk/client-ecs"
import { EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge"
import { CreateFunctionCommand, LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda"
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler"
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn"
import {
  SendCommandCommand,
  SSMClient,
  StartAutomationExecutionCommand,
  StartSessionCommand,
} from "@aws-sdk/client-ssm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { connectorContext } from "@/lib/testing/connector-context"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { waitFor } from "@/lib/testing/wait-for"
import type { ConnectorContext } from "../contract"
import { findRunningWork } from "./find-running-work"
import { stopHandlers } from "./stop-handlers"

let range: TestRange
let account: RangeAccount
let ctx: ConnectorContext
const region = "eu-west-1"

beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "empty" })
  ctx = connectorContext(account)
})
afterAll(() => range.close())

const at = (service: string) => ({
  region,
  credentials: account.administrator as RangeKeys,
  endpoint: account.endpoints[service] ?? "",
  maxAttempts: 1,
})
const role = () => `arn:aws:iam::${account.accountId}:role/worker`

/** Each starts one piece of work with the real SDK and answers its id. */
const starts: Record<string, () => Promise<string>> = {
  "aws.stop-execution": async () =>
    (
      await new SFNClient(at("states")).send(
        new StartExecutionCommand({
          stateMachineArn: `arn:aws:states:${region}:${account.accountId}:stateMachine:purge`,
        }),
      )
    ).executionArn ?? "",
  "aws.cancel-stack-update": async () => {
    const client = new CloudFormationClient(at("cloudformation"))
    await client.send(new CreateStackCommand({ StackName: "shop", TemplateBody: "{}" }))
    await client.send(new UpdateStackCommand({ StackName: "shop", TemplateBody: "{}" }))
    return "shop"
  },
  "aws.terminate-batch-job": async () =>
    (
      await new BatchClient(at("batch")).send(
        new SubmitJobCommand({ jobName: "purge", jobQueue: "main", jobDefinition: "purge" }),
      )
    ).jobId ?? "",
  "aws.stop-build": async () =>
    (await new CodeBuildClient(at("codebuild")).send(new StartBuildCommand({ projectName: "site" }))).build
      ?.id ?? "",
  "aws.cancel-command": async () =>
    (
      await new SSMClient(at("ssm")).send(
        new SendCommandCommand({ DocumentName: "AWS-RunShellScript", InstanceIds: ["i-0123456789abcdef0"] }),
      )
    ).Command?.CommandId ?? "",
  "aws.stop-automation": async () =>
    (
      await new SSMClient(at("ssm")).send(
        new StartAutomationExecutionCommand({ DocumentName: "AWS-DeleteSnapshot" }),
      )
    ).AutomationExecutionId ?? "",
  "aws.terminate-session": async () =>
    (await new SSMClient(at("ssm")).send(new StartSessionCommand({ Target: "i-0123456789abcdef0" })))
      .SessionId ?? "",
  "aws.stop-task": async () =>
    (await new ECSClient(at("ecs")).send(new RunTaskCommand({ cluster: "main", taskDefinition: "purge:1" })))
      .tasks?.[0]?.taskArn ?? "",
  "aws.stop-instance": async () =>
    (
      await new EC2Client(at("ec2")).send(
        new RunInstancesCommand({ ImageId: "ami-0123456789abcdef0", MinCount: 1, MaxCount: 1 }),
      )
    ).Instances?.[0]?.InstanceId ?? "",
  "aws.pause-function": async () => {
    const client = new LambdaClient(at("lambda"))
    await client.send(new CreateFunctionCommand({ FunctionName: "purge", Role: role(), Code: {} }))
    await client.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "purge", ReservedConcurrentExecutions: 7 }),
    )
    return "purge"
  },
  "aws.disable-rule": async () => {
    await new EventBridgeClient(at("events")).send(
      new PutRuleCommand({ Name: "nightly", ScheduleExpression: "rate(1 minute)" }),
    )
    return "default/nightly"
  },
  "aws.disable-schedule": async () => {
    await new SchedulerClient(at("scheduler")).send(
      new CreateScheduleCommand({
        Name: "nightly",
        ScheduleExpression: "rate(1 minute)",
        ScheduleExpressionTimezone: "Europe/Berlin",
        FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 },
        Target: { Arn: `arn:aws:lambda:${region}:${account.accountId}:function:purge`, RoleArn: role() },
        Description: "purges",
      }),
    )
    return "default/nightly"
  },
}

const unknown: Record<string, string> = {
  "aws.stop-execution": "arn:aws:states:eu-west-1:1:execution:a:b",
  "aws.stop-task": "arn:aws:ecs:eu-west-1:1:task/main/0",
  "aws.stop-instance": "i-00000000000000000",
}

describe.each(stopHandlers.map((handler) => [handler.definition.id, handler] as const))(
  "%s",
  (id, handler) => {
    test("stops what runs, proves it by the service's own word, and takes back what can be", async () => {
      const input = { region, id: (await starts[id]?.()) ?? "" }
      expect(handler.definition.input.safeParse(input).success).toBe(true)
      const seen = await handler.inspect(ctx, input)
      expect(seen).toMatchObject({ inEffect: "no", changes: [expect.any(String)] })
      expect((await handler.readBack(ctx, input, seen.snapshot)).outcome).toBe("not_applied")
      const before = await handler.verify(ctx, input, {}, new Date())
      expect(before.proofs.map((proof) => proof.outcome)).toEqual(["contradicts"])

      const applied = await handler.apply(ctx, input, seen.snapshot)
      expect(applied).toMatchObject({ changed: true, requestIds: [expect.any(String)] })
      await waitFor("the proof", async () => {
        const { proofs } = await handler.verify(ctx, input, applied.receipt, new Date())
        expect(proofs[0]?.outcome).not.toBe("contradicts")
        return proofs[0]?.outcome === "holds" ? true : null
      })
      expect((await handler.readBack(ctx, input, seen.snapshot)).outcome).toBe("applied")
      // Pressed again nothing is written; looked at again it is in effect.
      expect((await handler.apply(ctx, input, seen.snapshot)).changed).toBe(false)
      expect((await handler.inspect(ctx, input)).inEffect).toBe("yes")

      expect(handler.undo !== undefined).toBe(handler.definition.undo.possible)
      if (!handler.undo) return
      await handler.undo(ctx, input, applied.receipt)
      await waitFor("it to run as before", async () => {
        const { inEffect, snapshot } = await handler.inspect(ctx, input)
        return inEffect === "no" && snapshot.word === seen.snapshot.word ? true : null
      })
      expect((await handler.inspect(ctx, input)).snapshot).toEqual(seen.snapshot)
      expect((await handler.undo(ctx, input, applied.receipt)).requestIds).toEqual([])
    })

    test("says of an unknown id that it is not known, and calls nothing", async () => {
      const input = { region, id: unknown[id] ?? "nowhere" }
      await expect(handler.inspect(ctx, input)).rejects.toMatchObject({ kind: "not_found" })
      await expect(handler.apply(ctx, input, {})).rejects.toMatchObject({ kind: "not_found" })
    })
  },
)

test("a schedule is switched off and on with nothing else changed", async () => {
  const client = new SchedulerClient(at("scheduler"))
  const { GetScheduleCommand } = await import("@aws-sdk/client-scheduler")
  const kept = await client.send(new GetScheduleCommand({ Name: "nightly" }))
  expect(kept).toMatchObject({
    State: "ENABLED",
    Description: "purges",
    ScheduleExpressionTimezone: "Europe/Berlin",
    FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 },
    Target: { RoleArn: role() },
  })
})

test("a deletion under way cannot be cancelled, and says what to do instead", async () => {
  const client = new CloudFormationClient(at("cloudformation"))
  await client.send(new CreateStackCommand({ StackName: "gone", TemplateBody: "{}", RoleARN: role() }))
  await client.send(new DeleteStackCommand({ StackName: "gone" }))
  const handler = stopHandlers.find((each) => each.definition.id === "aws.cancel-stack-update")
  const input = { region, id: "gone" }
  const { refusal } = (await handler?.inspect(ctx, input)) ?? {}
  expect(refusal).toMatch(/cannot be cancelled.*service role.*termination protection/)
  expect(refusal).toContain(role())
  await expect(handler?.apply(ctx, input, {})).rejects.toMatchObject({ kind: "refused" })
})

test("what works as our own role is not stopped", async () => {
  const ours = await range.createAccount()
  const { roleArn } = ours.responder as { roleArn: string }
  const client = new LambdaClient({
    region,
    credentials: ours.administrator as RangeKeys,
    endpoint: ours.endpoints.lambda ?? "",
  })
  await client.send(new CreateFunctionCommand({ FunctionName: "firebreak", Role: roleArn, Code: {} }))
  const guarded = connectorContext(ours, { protectedPatterns: [{ pattern: roleArn, reason: "ours" }] })
  const handler = stopHandlers.find((each) => each.definition.id === "aws.pause-function")
  const seen = await handler?.inspect(guarded, { region, id: "firebreak" })
  expect(seen?.refusal).toContain("break-glass")
})

test("everything that an identity started is found with its state; what others started is not", async () => {
  const admin = (account.administrator as { arn: string }).arn
  const seeds = [{ id: "1", kind: "aws.iam-user", identifier: admin, label: "admin" }]
  const execution = await starts["aws.stop-execution"]?.()
  const window = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 1000) }
  const { work, coverage } = await findRunningWork(ctx, { seeds, known: [] }, window)
  expect(new Set(work.map((each) => each.kind))).toEqual(
    new Set(
      "execution stack job build command automation session task instance function rule schedule"
        .split(" ")
        .map((kind) => `aws.${kind}`),
    ),
  )
  const running = work.find((each) => each.resource === execution)
  expect(running).toMatchObject({
    state: "running",
    word: "RUNNING",
    startedAction: "states:StartExecution",
    stop: { action: "aws.stop-execution", input: { region, id: execution } },
  })
  expect(running?.startedBy).toMatch(/^AKIA/)
  const deleting = work.find((each) => each.resource === "gone")
  expect(deleting).toMatchObject({ state: "running", word: "DELETE_IN_PROGRESS", stop: null })
  expect(deleting?.guidance).toContain("cannot be cancelled")
  expect(work.find((each) => each.kind === "aws.job")).toMatchObject({ state: "ended", stop: null })
  expect(coverage.map((each) => [each.scope, each.state])).toEqual([
    [region, "read"],
    ["us-east-1", "read"],
  ])
  const nobody = [{ ...seeds[0], id: "2", identifier: `${admin}-else`, kind: "aws.iam-user", label: "" }]
  expect((await findRunningWork(ctx, { seeds: nobody, known: [] }, window)).work).toEqual([])
}, 60_000)
