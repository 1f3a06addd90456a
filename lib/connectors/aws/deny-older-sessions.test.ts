import { afterAll, beforeAll, expect, test } from "vitest"
import { addSharedRole, administratorOf, awsContext, runAction } from "@/lib/testing/aws-scene"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { denyOlderSessions } from "./deny-older-sessions"

let range: TestRange
let account: RangeAccount
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 12 })
})
afterAll(() => range.close())

async function policies(RoleName: string) {
  return (await administratorOf(account).iam.listRolePolicies({ RoleName })).PolicyNames ?? []
}

test.each([
  ["again", "first"],
  ["first", "again"],
] as const)("taking back the %s cut-off leaves the %s one standing and proven", async (gone, left) => {
  const roleName = `Stamped-${gone}`
  await addSharedRole(account, roleName, { Service: "ec2.amazonaws.com" })
  const ctx = awsContext(account)
  const steps = {
    first: await runAction(ctx, denyOlderSessions, { roleName, stamp: "first" }),
    again: await runAction(ctx, denyOlderSessions, { roleName, stamp: "again" }),
  }
  for (const step of Object.values(steps)) expect(step.holding).toEqual(["read-back", "policy-simulation"])
  expect(await policies(roleName)).toHaveLength(2)
  expect(await steps[gone].undo()).toMatch(/was deleted/)
  const { proofs } = await steps[left].verifyAgain()
  expect(proofs.filter((proof) => proof.outcome === "holds").map((proof) => proof.kind)).toEqual([
    "read-back",
    "policy-simulation",
  ])
  expect((await steps[gone].verifyAgain()).proofs[0]?.outcome).toBe("contradicts")
  await steps[left].undo()
  expect(await policies(roleName)).toEqual([])
})

test("a receipt from before each cut-off had its own policy is read and taken back where it stands", async () => {
  const roleName = "Stamped-old"
  await addSharedRole(account, roleName, { Service: "ec2.amazonaws.com" })
  const ctx = awsContext(account)
  const { receipt } = await runAction(ctx, denyOlderSessions, { roleName, stamp: "first" })
  const { policyName: _, ...old } = receipt
  const input = { roleName, stamp: "again" } as const
  const { proofs } = await denyOlderSessions.verify(ctx, input, old, new Date())
  expect(proofs[0]?.outcome).toBe("holds")
  await denyOlderSessions.undo?.(ctx, input, old)
  expect(await policies(roleName)).toEqual([])
})
