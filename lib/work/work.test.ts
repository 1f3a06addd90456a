import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from "@aws-sdk/client-cloudformation"
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler"
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn"
import { afterAll, beforeAll, expect, test } from "vitest"
import { readIncident } from "@/lib/incidents/data"
import { containNow } from "@/lib/plans/contain-now"
import { readPlans } from "@/lib/plans/data"
import { startEngine } from "@/lib/plans/engine/start-engine"
import { undoStep } from "@/lib/plans/undo-step"
import { realWorld } from "@/lib/plans/world"
import { addAgentUser } from "@/lib/testing/aws-scene"
import { createTestDatabase } from "@/lib/testing/database"
import { openRangeDrill } from "@/lib/testing/range-drill"
import { signInAs, type TestPerson } from "@/lib/testing/sign-in"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { waitFor } from "@/lib/testing/wait-for"
import { readTimeline } from "@/lib/timeline/data"
import { timelineQuerySchema } from "@/lib/timeline/schema"
import { askForLook } from "@/lib/work/ask-for-look"
import { readWork } from "@/lib/work/data"
import { lookForRunningWork } from "@/lib/work/look-for-running-work"
import { startLooks } from "@/lib/work/run-looks"
import { stopWork } from "@/lib/work/stop-work"

const { prisma: db, close } = await createTestDatabase()
const reference = "DRILL-8"
const region = "eu-west-1"
let range: TestRange
let account: RangeAccount
let keys: RangeKeys
let commander: TestPerson
let viewer: TestPerson
let execution = ""

const at = (service: string, credentials: RangeKeys) => ({
  region,
  credentials,
  endpoint: account.endpoints[service] ?? "",
  maxAttempts: 1,
})
const read = () => readWork({ ctx: viewer.ctx, reference, world: realWorld })
const stop = (person: TestPerson, ...workIds: string[]) =>
  stopWork({ ctx: person.ctx, reference, input: { workIds }, world: realWorld })
const engine = startEngine({ db, ...realWorld, sweepMs: 100, watchForMs: 0 })
const looks = startLooks({ db, world: realWorld, now: () => new Date(), sweepMs: 100 })

async function looked(after: string): Promise<Awaited<ReturnType<typeof read>>> {
  return waitFor(
    "a look",
    async () => {
      const now = await read()
      return now.look.state === "looked" && (now.look.lookedAt ?? "") > after ? now : null
    },
    90_000,
  )
}

beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 4 })
  const agent = await addAgentUser(account, "deploy-agent")
  keys = agent.keys
  commander = await signInAs(db, "operator", "Ines Okafor")
  viewer = await signInAs(db, "viewer")
  await openRangeDrill({
    db,
    account: { ...account, agent: { arn: agent.arn } },
    reference,
    commander,
  })
  const started = await new SFNClient(at("states", keys)).send(
    new StartExecutionCommand({
      stateMachineArn: `arn:aws:states:${region}:${account.accountId}:stateMachine:purge`,
    }),
  )
  execution = started.executionArn ?? ""
  await new SchedulerClient(at("scheduler", keys)).send(
    new CreateScheduleCommand({
      Name: "nightly-purge",
      ScheduleExpression: "rate(5 minutes)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: "arn:aws:lambda:::purge", RoleArn: `arn:aws:iam::${account.accountId}:role/x` },
    }),
  )
  const stacks = new CloudFormationClient(at("cloudformation", keys))
  await stacks.send(new CreateStackCommand({ StackName: "shop", TemplateBody: "{}" }))
  await stacks.send(new DeleteStackCommand({ StackName: "shop" }))
})
afterAll(async () => {
  await Promise.all([engine.stop(), looks.stop()])
  await range.close()
  await close()
})

test("nobody has looked yet, and the page says so", async () => {
  const { look, work, may } = await read()
  expect([look.state, look.lookedAt, work]).toEqual(["never", null, []])
  expect(may.look).toMatch(/needs operator/)
})

test("the agent is contained, its work goes on: it is listed by itself, and stopped at one press", async () => {
  await containNow({ ctx: commander.ctx, reference, input: {}, world: realWorld })
  await waitFor(
    "containment",
    async () => ((await readIncident({ ctx: viewer.ctx, reference })).containment.contained ? true : null),
    90_000,
  )
  const client = new SFNClient(at("states", keys))
  await expect(client.send(new DescribeExecutionCommand({ executionArn: execution }))).rejects.toThrow()

  const { work, look } = await looked("")
  expect(look.failure).toBe("")
  expect(look.nextAt).not.toBeNull()
  expect(work.map((each) => [each.kindTitle, each.state, each.word])).toEqual(
    expect.arrayContaining([
      ["Step Functions execution", "running", "RUNNING"],
      ["Schedule", "running", "ENABLED"],
      ["CloudFormation stack", "running", "DELETE_IN_PROGRESS"],
    ]),
  )
  const of = (kind: string) => work.find((each) => each.kindTitle.includes(kind))
  expect(of("execution")?.startedBy).toBe(keys.accessKeyId)
  expect(of("stack")).toMatchObject({ stop: null, refusal: expect.stringContaining("needs") })
  expect(of("stack")?.guidance).toContain("cannot be cancelled")
  await expect(stop(commander, of("stack")?.id ?? "")).rejects.toMatchObject({ code: "precondition-failed" })

  const ids = [of("execution")?.id ?? "", of("Schedule")?.id ?? ""]
  await expect(stop(viewer, ...ids)).rejects.toMatchObject({ code: "not-permitted" })
  const asked = await stop(commander, ...ids)
  expect(asked.work.filter((each) => each.step !== null)).toHaveLength(2)
  expect(asked.work.find((each) => each.id === ids[0])?.refusal).toBe("it is being stopped")
  await waitFor(
    "the stop's proof",
    async () =>
      (await read()).work.filter((each) => each.step?.state === "verified").length === 2 ? true : null,
    60_000,
  )
  const now = await looked(look.lookedAt ?? "")
  const after = (id: string | undefined) => now.work.find((each) => each.id === id)
  expect(after(ids[0])).toMatchObject({ state: "ended", word: "ABORTED" })
  expect(after(ids[1])).toMatchObject({ state: "ended", word: "DISABLED", step: { state: "verified" } })
  const { status } = await new SFNClient(at("states", account.administrator as RangeKeys)).send(
    new DescribeExecutionCommand({ executionArn: execution }),
  )
  expect(status).toBe("ABORTED")
  // What goes on comes first.
  expect(now.work[0]?.kindTitle).toBe("CloudFormation stack")

  const { entries } = await readTimeline({
    ctx: viewer.ctx,
    reference,
    query: timelineQuerySchema.parse({ limit: "500" }),
  })
  const told = entries.filter((entry) => entry.kind === "work.found")
  expect(told.map((entry) => entry.text)).toEqual([
    expect.stringMatching(/^3 pieces of work that the agent started go on: /),
  ])
}, 200_000)

test("stopped work proves no credential, and what can be taken back is", async () => {
  const incident = await readIncident({ ctx: viewer.ctx, reference })
  const { plans } = await readPlans({ ctx: viewer.ctx, reference, world: realWorld })
  const stops = plans.find((plan) => plan.title === "Stop 2 pieces of running work")
  expect(stops?.steps.map((step) => step.credentialId)).toEqual([null, null])
  expect(incident.containment.total).toBe(1)
  const undoable = stops?.steps.map((step) => [step.action, step.undo.possible, step.irreversible])
  expect(undoable?.sort()).toEqual([
    ["aws.disable-schedule", true, false],
    ["aws.stop-execution", false, false],
  ])
  const schedule = stops?.steps.find((step) => step.action === "aws.disable-schedule")?.id ?? ""
  await undoStep({
    ctx: commander.ctx,
    stepId: schedule,
    input: { reason: "ours after all" },
    world: realWorld,
  })
  await waitFor("the undo", async () => {
    const row = await db.step.findUniqueOrThrow({ where: { id: schedule } })
    return row.state === "undone" ? true : null
  })
}, 60_000)

test("a look is asked for by whoever may propose, and told; nobody else's work is stopped", async () => {
  const look = (person: TestPerson) =>
    lookForRunningWork({ ctx: person.ctx, reference, input: {}, world: realWorld })
  await expect(look(viewer)).rejects.toMatchObject({ code: "not-permitted" })
  const before = (await read()).look.lookedAt ?? ""
  expect(["asked", "looking"]).toContain((await look(commander)).look.state)
  await looked(before)
  await expect(stop(commander, crypto.randomUUID())).rejects.toMatchObject({ code: "not-found" })
  await expect(stop(commander)).rejects.toMatchObject({ code: "invalid-input" })
}, 120_000)

test("an account that cannot be reached is said, and what was read before stays", async () => {
  const { lookedAt } = (await read()).look
  const connection = await db.connection.findFirstOrThrow({ where: { incidents: { some: {} } } })
  await db.connection.update({ where: { id: connection.id }, data: { config: {} } })
  const incident = await db.incident.findUniqueOrThrow({ where: { reference } })
  await db.$transaction((tx) => askForLook(tx, { incidentId: incident.id, by: "test" }))
  const now = await waitFor(
    "the failed look",
    async () => {
      const list = await read()
      return list.look.failure ? list : null
    },
    60_000,
  )
  expect(now.look.failure).toContain(connection.name)
  expect(now.look.lookedAt).toBe(lookedAt)
  expect(now.work.length).toBe(3)
}, 90_000)
