import { afterAll, beforeAll, expect, test } from "vitest"
import { containNow } from "@/lib/plans/contain-now"
import { startEngine } from "@/lib/plans/engine/start-engine"
import { undoStep } from "@/lib/plans/undo-step"
import { realWorld } from "@/lib/plans/world"
import { administratorOf, clientsOf, keysOf, outcomeOf } from "@/lib/testing/aws-scene"
import { createTestDatabase } from "@/lib/testing/database"
import { openRangeDrill } from "@/lib/testing/range-drill"
import { signInAs } from "@/lib/testing/sign-in"
import { startTestRange, type TestRange } from "@/lib/testing/start-range"
import { waitFor } from "@/lib/testing/wait-for"

const { prisma: db, close } = await createTestDatabase()
const reference = "DRILL-9"
const UserName = "claude-code-infra"
let range: TestRange
const engine = startEngine({ db, ...realWorld, sweepMs: 100, watchForMs: 0 })

beforeAll(async () => {
  range = await startTestRange()
})
afterAll(async () => {
  await engine.stop()
  await range.close()
  await close()
})

test("a session proven under its user's deny is looked at again when that is taken back, and denied by itself", async () => {
  const account = await range.createAccount({ scenario: "coding-agent", seed: 32 })
  const commander = await signInAs(db, "operator", "Ines Okafor")
  await openRangeDrill({ db, account, reference, commander })
  const { iam } = administratorOf(account)
  const { AccessKey } = await iam.createAccessKey({ UserName })
  const issued = await clientsOf(account, keysOf(AccessKey)).sts.getSessionToken({})
  const session = keysOf(issued.Credentials)
  const incident = await db.incident.findUniqueOrThrow({
    where: { reference },
    include: { connections: true },
  })
  await db.credential.create({
    data: {
      incidentId: incident.id,
      connectionId: incident.connections[0]?.connectionId ?? "",
      kind: "aws.user-session",
      identifier: session.accessKeyId,
      label: "session",
      origin: "found",
    },
  })
  const { ctx } = commander
  await containNow({ ctx, reference, input: {}, world: realWorld })
  const step = (action: string, state: string) =>
    waitFor(`${action} ${state}`, () =>
      db.step.findFirst({ where: { incidentId: incident.id, action, state: state as "verified" } }),
    )
  const own = await step("aws.deny-user-session", "verified")
  expect(own.unchanged).toBe(true)
  const deny = await step("aws.deny-user", "verified")
  await undoStep({ ctx, stepId: deny.id, input: { reason: "The user is needed." }, world: realWorld })
  await step("aws.deny-user", "undone")
  const again = await waitFor("the session's own deny", async () => {
    const now = await db.step.findUniqueOrThrow({ where: { id: own.id } })
    return now.state === "verified" && !now.unchanged ? now : null
  })
  expect(again.receipt).toMatchObject({ method: "session" })
  expect(await outcomeOf(clientsOf(account, session).s3.listBuckets({}))).toBe("AccessDenied")
})
