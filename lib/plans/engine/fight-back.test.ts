import type { IAM } from "@aws-sdk/client-iam"
import { afterAll, beforeAll, expect, test } from "vitest"
import { containNow } from "@/lib/plans/contain-now"
import { startEngine } from "@/lib/plans/engine/start-engine"
import { maxReapplications } from "@/lib/plans/policy"
import { realWorld } from "@/lib/plans/world"
import { administratorOf, clientsOf, keysOf } from "@/lib/testing/aws-scene"
import { createTestDatabase } from "@/lib/testing/database"
import { openRangeDrill } from "@/lib/testing/range-drill"
import { signInAs, type TestPerson } from "@/lib/testing/sign-in"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { waitFor } from "@/lib/testing/wait-for"

const { prisma: db, close } = await createTestDatabase()
const UserName = "claude-code-infra"
const denyAll = "arn:aws:iam::aws:policy/AWSDenyAll"
let range: TestRange
let commander: TestPerson
const engine = startEngine({ db, ...realWorld, sweepMs: 100, watchForMs: 0 })

beforeAll(async () => {
  // What is written takes a second to be in force, and in that second whoever is denied can still act.
  range = await startTestRange({ propagationMs: 1000, deliveryMs: 0 })
  commander = await signInAs(db, "operator", "Ines Okafor")
})
afterAll(async () => {
  await engine.stop()
  await range.close()
  await close()
})

async function drill(reference: string): Promise<RangeAccount> {
  const account = await range.createAccount({ scenario: "coding-agent", seed: 31 })
  await openRangeDrill({ db, account, reference, commander })
  const connection = await db.connection.findFirstOrThrow({ orderBy: { createdAt: "desc" } })
  await db.connection.update({
    where: { id: connection.id },
    data: { config: { ...(connection.config as object), propagationSeconds: 1 } },
  })
  return account
}

/** Takes our deny off as soon as it is there, until it may no longer or is told to stop; returns how often it did. */
function keepDetaching(iam: IAM): { stop: () => Promise<number> } {
  let going = true
  const done = (async () => {
    let detached = 0
    while (going) {
      const took = await iam.detachUserPolicy({ UserName, PolicyArn: denyAll }).then(
        () => true,
        () => false,
      )
      if (took) detached += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return detached
  })()
  return {
    stop: () => {
      going = false
      return done
    },
  }
}

const press = (reference: string) =>
  containNow({ ctx: commander.ctx, reference, input: {}, world: realWorld })

async function denyStep(reference: string) {
  return waitFor(
    "the end of the deny",
    async () => {
      const step = await db.step.findFirst({ where: { incident: { reference }, action: "aws.deny-user" } })
      const ended = step?.dueAt === null && (step.state === "verified" || step.state === "ineffective")
      return ended ? step : null
    },
    60_000,
  )
}

async function told(reference: string): Promise<{ kind: string; note: string }[]> {
  const rows = await db.timelineEntry.findMany({
    where: { incident: { reference } },
    orderBy: { sequence: "asc" },
    include: { body: true },
  })
  return rows.map((row) => ({ kind: row.kind, note: JSON.stringify(row.body) }))
}

test("an agent that takes the deny off while it propagates loses the race in one press, and the timeline tells it", async () => {
  const reference = "DRILL-1"
  const account = await drill(reference)
  const { iam } = administratorOf(account)
  await iam.attachUserPolicy({ UserName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })
  const { AccessKey } = await iam.createAccessKey({ UserName })
  await new Promise((resolve) => setTimeout(resolve, 1200))
  const agent = keepDetaching(clientsOf(account, keysOf(AccessKey)).iam)
  await press(reference)
  const step = await denyStep(reference)
  const detached = await agent.stop()
  expect(detached).toBeGreaterThan(0)
  expect(step.state).toBe("verified")
  const { AttachedPolicies } = await iam.listAttachedUserPolicies({ UserName })
  expect(AttachedPolicies?.map((each) => each.PolicyArn)).toContain(denyAll)
  const entries = await told(reference)
  const retried = entries.findIndex(({ kind }) => kind === "step.retried")
  const undone = entries.findIndex(({ note }) => note.includes("somebody took it off"))
  expect(undone).toBeGreaterThan(-1)
  expect(retried).toBeGreaterThan(undone)
})

test("against an administrator that nobody contains it gives up after its rounds, loudly, and says what is left", async () => {
  const reference = "DRILL-2"
  const account = await drill(reference)
  const other = keepDetaching(administratorOf(account).iam)
  await press(reference)
  const step = await denyStep(reference)
  expect(await other.stop()).toBeGreaterThan(maxReapplications)
  expect(step.state).toBe("ineffective")
  expect(step.reason).toMatch(/somebody took it off.*applied again 3 times by itself and undone each time/s)
  expect(step.reason).toMatch(/a service control policy.*nobody inside can take off/s)
  const rounds = (await told(reference)).filter(
    ({ kind, note }) => kind === "step.retried" && note.includes("Deny the user everything"),
  )
  expect(rounds).toHaveLength(maxReapplications)
})
