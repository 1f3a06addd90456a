import { afterAll, beforeAll, expect, test } from "vitest"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import type { ConnectorContext, CredentialRef } from "../contract"
import { proposeContainment } from "./propose-containment"

let range: TestRange
beforeAll(async () => {
  range = await startTestRange()
})
afterAll(() => range.close())

function contextFor(account: RangeAccount): ConnectorContext {
  const keys = account.administrator as RangeKeys
  return {
    connectionId: account.accountId,
    config: {
      mode: "keys",
      accessKeyId: keys.accessKeyId,
      regions: [account.region],
      endpoints: account.endpoints,
      propagationSeconds: 0,
    },
    secret: { secretAccessKey: keys.secretAccessKey },
    protectedPatterns: [],
    incidentReference: "INC-1",
    operator: "test",
    now: () => new Date(),
    signal: new AbortController().signal,
    evidence: { put: async () => "", get: async () => new Uint8Array() },
    progress: () => undefined,
  }
}

test("a key proposed alone has a step of its own, so that it is proven also where its user was cut before", async () => {
  const account = await range.createAccount({ scenario: "coding-agent", seed: 3 })
  const agent = account.agent as { arn: string; accessKeyId: string }
  const user: CredentialRef = { id: "user", kind: "aws.iam-user", identifier: agent.arn, label: "user" }
  const key: CredentialRef = {
    id: "key",
    kind: "aws.access-key",
    identifier: agent.accessKeyId,
    label: "key",
  }
  const steps = async (credentials: CredentialRef[]) =>
    (await proposeContainment(contextFor(account), credentials)).steps.map((step) => [
      step.action,
      step.credentialId,
    ])
  const own = ["aws.deactivate-access-key", "key"]
  expect(await steps([key])).toEqual([["aws.deactivate-access-keys", "key"], ["aws.deny-user", "key"], own])
  expect(await steps([user, key])).toEqual([
    ["aws.deactivate-access-keys", "user"],
    ["aws.deny-user", "user"],
    own,
  ])
})
