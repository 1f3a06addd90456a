import { afterAll, beforeAll, expect, test } from "vitest"
import { addAgentUser, administratorOf, awsContext, runAction } from "@/lib/testing/aws-scene"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { deleteLoginProfile } from "./delete-login-profile"
import { proposeContainment } from "./propose-containment"

let range: TestRange
let account: RangeAccount
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 9 })
})
afterAll(() => range.close())

test("the password's deletion is proposed beside the deny, counts for no credential, and says that it is for good", async () => {
  const { arn } = await addAgentUser(account, "console-agent")
  const { iam } = administratorOf(account)
  await iam.createLoginProfile({ UserName: "console-agent", Password: "Practice-only-1" })
  const ctx = awsContext(account)
  const { steps } = await proposeContainment(ctx, [
    { id: "user", kind: "aws.iam-user", identifier: arn, label: "user" },
  ])
  expect(steps.map((step) => [step.action, step.credentialId])).toEqual([
    ["aws.deactivate-access-keys", "user"],
    ["aws.deny-user", "user"],
    ["aws.delete-login-profile", null],
  ])
  const { definition } = deleteLoginProfile
  expect(definition).toMatchObject({ irreversible: true, undo: { possible: false } })
  expect(deleteLoginProfile.undo).toBeUndefined()
  const step = await runAction(ctx, deleteLoginProfile, { userName: "console-agent" })
  expect(step.holding).toEqual(["read-back"])
  expect(step.inspection.warnings.join()).toMatch(/lives on for up to 12 hours/)
  await expect(iam.getLoginProfile({ UserName: "console-agent" })).rejects.toMatchObject({
    name: "NoSuchEntityException",
  })
  // Again: there is nothing left to delete, and that is no failure.
  expect(await runAction(ctx, deleteLoginProfile, { userName: "console-agent" })).toMatchObject({
    changed: false,
    holding: ["read-back"],
  })
})

test("a password that was set again contradicts the proof, and nobody's without permission is deleted", async () => {
  await addAgentUser(account, "returning-agent")
  const { iam } = administratorOf(account)
  const UserName = "returning-agent"
  await iam.createLoginProfile({ UserName, Password: "Practice-only-1" })
  const ctx = awsContext(account)
  const step = await runAction(ctx, deleteLoginProfile, { userName: UserName })
  await iam.createLoginProfile({ UserName, Password: "Practice-only-2" })
  expect((await step.verifyAgain()).proofs[0]?.outcome).toBe("contradicts")
  await iam.untagUser({ UserName, TagKeys: ["firebreak"] })
  await expect(runAction(ctx, deleteLoginProfile, { userName: UserName })).rejects.toMatchObject({
    kind: "refused",
  })
  expect((await iam.getLoginProfile({ UserName })).LoginProfile?.UserName).toBe(UserName)
})
