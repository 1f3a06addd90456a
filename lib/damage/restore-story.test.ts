import { S3 } from "@aws-sdk/client-s3"
import { afterAll, beforeAll, expect, test } from "vitest"
import { claimAssessment } from "@/lib/assessment/hold-lease"
import { requestAssessment } from "@/lib/assessment/request-assessment"
import { runAssessment } from "@/lib/assessment/run-assessment"
import { secretOwner } from "@/lib/connections/open-connection"
import { acceptLoss } from "@/lib/damage/accept-loss"
import { computeOptions } from "@/lib/damage/compute-options"
import { readDamage, readDamages } from "@/lib/damage/data"
import { proposeRestore } from "@/lib/damage/propose-restore"
import { startOptions } from "@/lib/damage/run-options"
import type { DamageDto } from "@/lib/damage/schema"
import { approvePlan } from "@/lib/plans/approve-plan"
import { readPlan } from "@/lib/plans/data"
import { startEngine } from "@/lib/plans/engine/start-engine"
import { retryStep } from "@/lib/plans/retry-step"
import type { PlanDto } from "@/lib/plans/schema"
import { undoStep } from "@/lib/plans/undo-step"
import { realWorld } from "@/lib/plans/world"
import { seal } from "@/lib/secrets/seal"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs, type TestPerson } from "@/lib/testing/sign-in"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { waitFor } from "@/lib/testing/wait-for"
import type { WorkerLoop } from "@/lib/worker/start-loop"

type Truth = {
  damaged: {
    bucket: string
    key: string
    kind: string
    recoverable: boolean
    restored: boolean
    etagBefore: string | null
    etagNow: string | null
    purgedVersions: string[]
  }[]
}

const { prisma: db, close } = await createTestDatabase()
const reference = "DRILL-7"
let range: TestRange
let account: RangeAccount
let commander: TestPerson
let loops: WorkerLoop[] = []
let s3: S3

beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 11 })
  commander = await signInAs(db, "operator", "Ines Okafor")
  await openDrill()
  const { accessKeyId, secretAccessKey } = account.administrator as RangeKeys
  s3 = new S3({
    region: account.region,
    endpoint: account.endpoints.s3,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  })
  loops = [
    startEngine({ db, ...realWorld, sweepMs: 100, watchForMs: 0 }),
    startOptions({ db, world: realWorld, now: () => new Date(), sweepMs: 100 }),
  ]
})
afterAll(async () => {
  for (const loop of loops) await loop.stop()
  await range.close()
  await close()
})

async function openDrill(): Promise<void> {
  const responder = account.responder as RangeKeys & { roleArn: string; externalId: string }
  const connection = await db.connection.create({
    data: {
      name: "practice",
      connector: "aws",
      isRange: true,
      config: {
        mode: "assume-role",
        base: "keys",
        roleArn: responder.roleArn,
        externalId: responder.externalId,
        accessKeyId: responder.accessKeyId,
        regions: [account.region],
        endpoints: account.endpoints,
        propagationSeconds: 0,
        trailBuckets: [],
      },
    },
  })
  await db.connection.update({
    where: { id: connection.id },
    data: {
      secretSealed: seal(
        JSON.stringify({ secretAccessKey: responder.secretAccessKey }),
        secretOwner(connection.id),
      ),
    },
  })
  const { arn } = account.agent as { arn: string }
  const agent = await db.agent.create({
    data: {
      name: "claude-code-infra",
      kind: "Claude Code",
      isDrill: true,
      credentials: {
        create: {
          connectionId: connection.id,
          kind: "aws.iam-user",
          identifier: arn,
          label: "claude-code-infra",
          origin: "registered",
        },
      },
    },
  })
  await db.incident.create({
    data: {
      reference,
      isDrill: true,
      title: "An agent deletes objects",
      severity: 3,
      declaredByLabel: "Ines Okafor",
      agentId: agent.id,
      responders: { create: { userId: commander.actor.userId, role: "commander" } },
      connections: { create: { isRange: true, connectionId: connection.id } },
    },
  })
}

const truth = () => range.control<Truth>("GET", `/accounts/${account.accountId}/truth`)

async function assess(): Promise<void> {
  await requestAssessment({ ctx: commander.ctx, reference, input: {} })
  const lease = await claimAssessment(db, "test")
  if (!lease) throw new Error("no assessment is due")
  await runAssessment({ db, lease, signal: new AbortController().signal })
}

async function looked(): Promise<DamageDto[]> {
  return waitFor("ways back", async () => {
    const { damages } = await readDamages({ ctx: commander.ctx, reference })
    return damages.length > 0 && damages.every((damage) => damage.optionsState === "looked") ? damages : null
  })
}

const find = (damages: readonly DamageDto[], name: string): DamageDto => {
  const found = damages.find((damage) => damage.name.includes(name))
  if (!found) throw new Error(`no damage of ${name}`)
  return found
}
const restoreOf = (damage: DamageDto) => ({
  damageId: damage.id,
  optionId: damage.options.find((option) => option.available)?.id ?? "",
})

async function approveAndRun(plan: PlanDto): Promise<PlanDto> {
  const input = { hash: plan.hash }
  await approvePlan({ ctx: commander.ctx, reference, planId: plan.id, input, world: realWorld })
  return waitFor(
    "the end of the plan",
    async () => {
      const now = await readPlan({ ctx: commander.ctx, world: realWorld, planId: plan.id })
      return now.state === "finished" ? now : null
    },
    40_000,
  )
}

const override = "The agent's process is stopped and watched."

test("a rampage is assessed, ways back are found, one plan restores it, and the proofs are S3's own", async () => {
  await range.control("POST", `/accounts/${account.accountId}/agent/start`, { paceMs: 30 })
  await waitFor("the agent's damage", async () => ((await truth()).damaged.length >= 40 ? true : null))
  await range.control("POST", `/accounts/${account.accountId}/agent/stop`)
  await new Promise((resolve) => setTimeout(resolve, 2500))
  const before = await truth()
  await assess()
  const damages = await looked()
  const [invoices, reports, uploads] = ["invoices", "reports", "uploads"].map((name) => find(damages, name))
  if (!invoices || !reports || !uploads) throw new Error("three buckets are damaged")
  expect(uploads.state).toBe("no_way_back")
  expect(uploads.stateReason).toMatch(/was never on/)
  expect(invoices.options.filter((option) => option.available).length).toBe(1)
  expect(invoices.options.find((option) => !option.available)?.reason).toMatch(/s3:DeleteObjectVersion/)
  expect(reports.options[0]?.expiresAt).toMatch(/T00:00:00.000Z$/)
  const user = damages.find((damage) => damage.effect === "created")
  expect(user?.state ?? "damaged").toBe("damaged")
  if (user) expect(user.stateReason).toMatch(/cut off by containing it/)
  const { summary, restoreNeedsReason } = await readDamages({ ctx: commander.ctx, reference })
  expect(summary).toMatchObject({
    assessed: true,
    wayBackFound: 2,
    noWayBack: 1,
    stillLooking: 0,
    restored: 0,
  })
  expect(restoreNeedsReason).toMatch(/not proven/)

  const restores = [restoreOf(invoices), restoreOf(reports)]
  const propose = (input: object, who = commander) =>
    proposeRestore({ ctx: who.ctx, reference, input: { restores, ...input }, world: realWorld })
  await expect(propose({})).rejects.toMatchObject({ code: "precondition-failed" })
  const viewer = await signInAs(db, "viewer")
  await expect(propose({ overrideReason: override }, viewer)).rejects.toMatchObject({ code: "not-permitted" })
  const plan = await propose({ overrideReason: override })
  expect(plan.steps.map((step) => [step.state, step.preview?.failure])).toEqual([
    ["planned", null],
    ["planned", null],
  ])
  expect(plan.steps[0]?.preview?.changes.join(" ")).toMatch(/to copy onto their keys/)
  expect((await readDamage({ ctx: commander.ctx, reference, damageId: reports.id })).state).toBe("planned")
  const done = await approveAndRun(plan)
  expect(done.steps.map((step) => [step.state, step.reason])).toEqual([
    ["verified", ""],
    ["verified", ""],
  ])
  expect(done.steps.flatMap((step) => step.proofs.map((proof) => `${proof.kind} ${proof.outcome}`))).toEqual([
    "counts holds",
    "checksums holds",
    "counts holds",
    "checksums holds",
  ])

  const after = await truth()
  const inReach = after.damaged.filter(
    ({ bucket, purgedVersions }) =>
      (bucket === invoices.name || bucket === reports.name) && purgedVersions.length === 0,
  )
  expect(inReach.length).toBeGreaterThan(10)
  expect(inReach.filter((object) => object.etagNow !== object.etagBefore)).toEqual([])
  const purged = before.damaged.filter(
    ({ bucket, purgedVersions }) => bucket === invoices.name && purgedVersions.length > 0,
  )
  const now = await readDamages({ ctx: commander.ctx, reference })
  expect(find(now.damages, "reports").state).toBe("restored")
  const partly = find(now.damages, "invoices")
  expect(partly.state).toBe(purged.length > 0 ? "partly_restored" : "restored")
  if (purged.length > 0) expect(partly.stateReason).toMatch(new RegExp(`^${purged.length} keys?: no version`))
})

test("what our restore made is no damage in the next reading", async () => {
  await assess()
  const damages = await looked()
  expect(find(damages, "reports").state).toBe("restored")
  expect(find(damages, "invoices").state).toBe("partly_restored")
  const entries = await db.timelineEntry.count({ where: { kind: "damage.found" } })
  await assess()
  expect(await db.timelineEntry.count({ where: { kind: "damage.found" } })).toBe(entries)
})

test("a loss is accepted by the commander alone, and then the incident is recovered", async () => {
  const { damages } = await readDamages({ ctx: commander.ctx, reference })
  const other = await signInAs(db, "operator")
  const open = damages.filter((damage) => damage.may.accept === null && damage.effect !== "created")
  for (const damage of open) {
    const input = { reason: "Copies are with the customers.", expectedVersion: damage.version }
    const accept = (who: TestPerson, given = input) =>
      acceptLoss({ ctx: who.ctx, reference, damageId: damage.id, input: given })
    await expect(accept(other)).rejects.toMatchObject({ code: "not-permitted" })
    await expect(accept(commander, { ...input, expectedVersion: 999 })).rejects.toMatchObject({
      code: "conflict",
    })
    expect((await accept(commander)).state).toBe("accepted")
  }
  const restored = find(damages, "reports")
  await expect(
    acceptLoss({
      ctx: commander.ctx,
      reference,
      damageId: restored.id,
      input: { reason: "no", expectedVersion: restored.version },
    }),
  ).rejects.toMatchObject({ code: "precondition-failed" })
  const incident = await db.incident.findUniqueOrThrow({ where: { reference } })
  expect(incident.recoveredAt).toBeInstanceOf(Date)
})

test("an undo shows the damage again, and the incident is no longer recovered", async () => {
  const reports = find((await readDamages({ ctx: commander.ctx, reference })).damages, "reports")
  const stepId = reports.steps[0]?.id ?? ""
  await undoStep({ ctx: commander.ctx, stepId, input: {}, world: realWorld })
  const step = await waitFor("the undo", async () => {
    const row = await db.step.findUniqueOrThrow({ where: { id: stepId } })
    return row.state === "undone" ? row : null
  })
  expect(step.reason).toMatch(/^Taken back in .*reports.*: \d+ keys/)
  const after = await truth()
  const there = after.damaged.filter((object) => object.bucket === reports.name)
  expect(there.filter((object) => object.etagNow === object.etagBefore)).toEqual([])
  const damage = await readDamage({ ctx: commander.ctx, reference, damageId: reports.id })
  expect(damage.state).toBe("damaged")
  expect((await db.incident.findUniqueOrThrow({ where: { reference } })).recoveredAt).toBeNull()
})

test("a failure in the middle ends as not proven, keeps what came back, and a retry does the rest", async () => {
  const viewer = await signInAs(db, "viewer")
  await expect(
    computeOptions({ ctx: viewer.ctx, reference, input: { damageIds: [] } }),
  ).rejects.toMatchObject({ code: "not-permitted" })
  const before = find((await readDamages({ ctx: commander.ctx, reference })).damages, "reports")
  await computeOptions({ ctx: commander.ctx, reference, input: { damageIds: [before.id] } })
  const reports = find(await looked(), "reports")
  const plan = await proposeRestore({
    ctx: commander.ctx,
    reference,
    input: { restores: [restoreOf(reports)], overrideReason: override },
    world: realWorld,
  })
  const broken = (await truth()).damaged.find((object) => object.bucket === reports.name)?.key ?? ""
  await range.control("POST", "/faults", {
    operation: "s3:CopyObject",
    kind: "error",
    name: broken,
    count: 50,
  })
  const ended = await approveAndRun(plan)
  await range.control("DELETE", "/faults")
  expect(ended.steps[0]?.state).toBe("ineffective")
  expect(ended.steps[0]?.reason).toContain(broken)
  const half = await readDamage({ ctx: commander.ctx, reference, damageId: reports.id })
  expect([half.state, half.stateReason]).toEqual(["damaged", expect.stringMatching(/not proven/)])
  await retryStep({ ctx: commander.ctx, stepId: ended.steps[0]?.id ?? "", input: {}, world: realWorld })
  const whole = await waitFor(
    "the retry",
    async () => {
      const now = await readDamage({ ctx: commander.ctx, reference, damageId: reports.id })
      return now.state === "restored" ? now : null
    },
    40_000,
  )
  expect(whole.steps.at(-1)?.state).toBe("verified")
  const there = (await truth()).damaged.filter((object) => object.bucket === reports.name)
  expect(there.filter((object) => object.etagNow !== object.etagBefore)).toEqual([])
  const { Versions } = await s3.listObjectVersions({ Bucket: reports.name, Prefix: broken })
  expect(Versions?.filter((version) => version.IsLatest).length).toBe(1)
})
