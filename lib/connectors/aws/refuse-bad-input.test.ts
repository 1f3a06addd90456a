import { afterAll, beforeAll, expect, test } from "vitest"
import { anyHandler } from "@/lib/connectors/any-action"
import { addAgentUser, administratorOf, awsContext, runAction } from "@/lib/testing/aws-scene"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { deactivateAccessKey } from "./deactivate-access-key"
import { deactivateOtherCredentials } from "./deactivate-other-credentials"
import { deleteLoginProfile } from "./delete-login-profile"
import { denyFederatedSession } from "./deny-federated-session"
import { denyUserSession } from "./deny-user-session"
import { awsConnector } from "./handlers"
import { proposeContainment } from "./propose-containment"
import { resolveCredential } from "./resolve-credential"

let range: TestRange
let account: RangeAccount
let elsewhere: RangeAccount
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 15 })
  elsewhere = await range.createAccount({ scenario: "coding-agent", seed: 16 })
})
afterAll(() => range.close())

test("what belongs to another account is refused by name of that account", async () => {
  const { arn, accessKeyId } = elsewhere.agent as { arn: string; accessKeyId: string }
  const says = `account ${elsewhere.accountId}; this connection is for ${account.accountId}`
  for (const given of [arn, accessKeyId, `arn:aws:sts::${elsewhere.accountId}:federated-user/agent`])
    expect(await resolveCredential(awsContext(account), given)).toEqual({
      found: false,
      reason: expect.stringContaining(says),
    })
})

test.each(["AKIAUNKNOWNUNKNOWN12", "ASIAUNKNOWNUNKNOWN12", "no-such-principal"])(
  "%s, known to nobody, is told so and never contained",
  async (given) => {
    const found = await resolveCredential(awsContext(account), given)
    expect(found).toMatchObject({ found: false, reason: expect.stringMatching(/\w.{20,}/) })
  },
)

test.each(["", "arn:aws:iam::12:user/x", "arn:aws:s3:::bucket", "AKIA", "a b", "x".repeat(65), "user/"])(
  "%j is no identifier: the answer says what would be one",
  async (given) => {
    const found = await resolveCredential(awsContext(account), given)
    expect(found).toMatchObject({
      found: false,
      reason: expect.stringMatching(/Give|names neither|does not know/),
    })
  },
)

test("a principal that was deleted becomes a step by hand, and its actions say that IAM does not know it", async () => {
  const { arn, keys } = await addAgentUser(account, "deleted-agent")
  const { iam } = administratorOf(account)
  const UserName = "deleted-agent"
  await iam.deleteAccessKey({ UserName, AccessKeyId: keys.accessKeyId })
  await iam.detachUserPolicy({ UserName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })
  await iam.deleteUser({ UserName })
  const ctx = awsContext(account)
  const { steps, manual } = await proposeContainment(ctx, [
    { id: "u", kind: "aws.iam-user", identifier: arn, label: "deleted" },
  ])
  expect(steps).toEqual([])
  expect(manual[0]?.instructions).toMatch(/does not know it.*It may be deleted already/s)
  const input = { userName: UserName }
  for (const handler of [anyHandler(deactivateOtherCredentials), anyHandler(deleteLoginProfile)])
    await expect(runAction(ctx, handler, input)).rejects.toMatchObject({ kind: "not_found" })
})

test("a key that the user does not have, and malformed ids, are refused before anything is called", async () => {
  const { keys } = await addAgentUser(account, "refusing-agent")
  await addAgentUser(account, "innocent")
  const ctx = awsContext(account)
  const userName = "innocent"
  await expect(
    runAction(ctx, deactivateAccessKey, { userName, accessKeyId: keys.accessKeyId }),
  ).rejects.toThrow(/innocent has no key/)
  await expect(runAction(ctx, deactivateAccessKey, { userName, accessKeyId: "nonsense" })).rejects.toThrow(
    /starts with AKIA/,
  )
  await expect(
    runAction(ctx, denyUserSession, { userName, session: keys.accessKeyId, issuedAt: "" }),
  ).rejects.toThrow(/starts with ASIA/)
  await expect(
    runAction(ctx, denyUserSession, { userName, session: "ASIAUNKNOWNUNKNOWN12", issuedAt: "yesterday" }),
  ).rejects.toThrow()
  await expect(
    runAction(ctx, denyFederatedSession, { userName, federatedName: "x".repeat(33) }),
  ).rejects.toThrow(/2 to 32 letters/)
})

test("ourselves and break-glass identities are refused with the reason by every action on a user", async () => {
  const glass = (account.breakGlass as { arn: string }).arn
  const ctx = awsContext(account, { protectedPatterns: [{ pattern: glass, reason: "on call" }] })
  const own = (account.responder as { userArn: string }).userArn
  const session = { session: "ASIAUNKNOWNUNKNOWN12", issuedAt: "2026-11-25T08:00:00Z" }
  const parts: Record<string, object> = {
    "aws.deactivate-access-keys": {},
    "aws.deactivate-access-key": { accessKeyId: "AKIAUNKNOWNUNKNOWN12" },
    "aws.deny-user": {},
    "aws.deny-user-session": session,
    "aws.deny-federated-session": { federatedName: "agent" },
    "aws.deactivate-other-credentials": {},
    "aws.deactivate-other-credential": { form: "ssh-key", id: "APKAUNKNOWNUNKNOWN12X" },
    "aws.delete-login-profile": {},
  }
  for (const [id, part] of Object.entries(parts)) {
    const handler = awsConnector.actions.find((each) => each.definition.id === id)
    for (const [arn, says] of [
      [glass, /break-glass identity/],
      [own, /Firebreak's own access/],
    ] as const) {
      const looked = await handler?.inspect(ctx, { userName: arn.split("/").at(-1) ?? "", ...part })
      expect(looked?.refusal, `${id} on ${arn}`).toMatch(says)
    }
  }
})
