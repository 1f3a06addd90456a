import { afterAll, beforeAll, expect, test } from "vitest"
import {
  addAgentUser,
  administratorOf,
  awsContext,
  clientsOf,
  keysOf,
  outcomeOf,
  runAction,
} from "@/lib/testing/aws-scene"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { deactivateAccessKey } from "./deactivate-access-key"
import { deactivateAccessKeys } from "./deactivate-access-keys"

let range: TestRange
let account: RangeAccount
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 17 })
})
afterAll(() => range.close())

const list = (keys: Parameters<typeof clientsOf>[1]) => outcomeOf(clientsOf(account, keys).s3.listBuckets({}))

test("every key of the user goes off with its proof, its sessions live on, and undo gives back only ours", async () => {
  const userName = "keys-agent"
  const { keys } = await addAgentUser(account, userName)
  const { iam } = administratorOf(account)
  const second = keysOf((await iam.createAccessKey({ UserName: userName })).AccessKey)
  const { accessKeyId } = second
  await iam.updateAccessKey({ UserName: userName, AccessKeyId: accessKeyId, Status: "Inactive" })
  const session = keysOf((await clientsOf(account, keys).sts.getSessionToken({})).Credentials)
  const step = await runAction(awsContext(account), deactivateAccessKeys, { userName })
  expect(step.holding).toContain("read-back")
  expect([await list(keys), await list(session)]).toEqual(["InvalidAccessKeyId", "ok"])
  expect(await step.undo()).toBe(`Active again: ${keys.accessKeyId}. Whoever holds them can sign with them.`)
  const { AccessKeyMetadata } = await iam.listAccessKeys({ UserName: userName })
  expect(AccessKeyMetadata?.find((key) => key.AccessKeyId === accessKeyId)?.Status).toBe("Inactive")
})

test("one key goes off and the other works on", async () => {
  const userName = "two-keys-agent"
  const { keys } = await addAgentUser(account, userName)
  const made = await administratorOf(account).iam.createAccessKey({ UserName: userName })
  const honest = keysOf(made.AccessKey)
  const { accessKeyId } = keys
  const step = await runAction(awsContext(account), deactivateAccessKey, { userName, accessKeyId })
  expect(step.holding).toContain("read-back")
  expect([await list(keys), await list(honest)]).toEqual(["InvalidAccessKeyId", "ok"])
  await step.undo()
  expect(await list(keys)).toBe("ok")
})
