import { IAM } from "@aws-sdk/client-iam"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import type { ConnectorContext, JsonObject } from "../contract"
import { isPlatformError } from "../platform-error"
import { checkAccess } from "./check-access"

let range: TestRange
beforeAll(async () => {
  range = await startTestRange()
})
afterAll(() => range.close())

type Responder = RangeKeys & { roleArn: string; externalId: string }

function contextFor(account: RangeAccount, config: JsonObject, secretAccessKey: string): ConnectorContext {
  return {
    connectionId: `${account.accountId} ${JSON.stringify(config)}`,
    config: {
      regions: [account.region],
      endpoints: account.endpoints,
      propagationSeconds: 0,
      ...config,
    },
    secret: { secretAccessKey },
    protectedPatterns: [],
    incidentReference: "CHECK",
    operator: "test",
    now: () => new Date(),
    signal: new AbortController().signal,
    evidence: { put: async () => "", get: async () => new Uint8Array() },
    progress: () => undefined,
  }
}

function asResponder(account: RangeAccount, change: JsonObject = {}): ConnectorContext {
  const { accessKeyId, secretAccessKey, roleArn, externalId } = account.responder as Responder
  const config = { mode: "assume-role", base: "keys", roleArn, externalId, accessKeyId, ...change }
  return contextFor(account, config, secretAccessKey)
}

function iamOf(account: RangeAccount): IAM {
  return new IAM({
    region: account.region,
    endpoint: account.endpoints.iam,
    credentials: account.administrator as RangeKeys,
  })
}

test("the least-privilege role is recognised as enough, though it allows nothing on everything", async () => {
  const account = await range.createAccount()
  const check = await checkAccess(asResponder(account))
  expect(check.permissions.filter((row) => row.outcome !== "allowed")).toEqual([])
  expect(check).toMatchObject({ ok: true, problems: [], policyToPaste: "", accountId: account.accountId })
  const row = (name: string) => check.permissions.find((each) => each.permission === name)
  expect(row("cloudtrail:LookupEvents")).toMatchObject({ how: "called" })
  expect(row("iam:AttachUserPolicy")).toMatchObject({ how: "simulated", note: "Asked for AWSDenyAll alone." })
  expect(row("iam:PutRolePolicy")?.note).toMatch(/tagged firebreak=containable/)
})

test("the policy to paste grants what is missing and nothing else; once pasted, the check passes", async () => {
  const account = await range.createAccount()
  const iam = iamOf(account)
  await iam.deleteRolePolicy({ RoleName: "FirebreakResponder", PolicyName: "firebreak-contain" })
  const before = await checkAccess(asResponder(account))
  const missing = before.permissions.filter((row) => row.outcome !== "allowed")
  expect(before.ok).toBe(false)
  expect(missing.map((row) => row.permission)).toContain("iam:UpdateAccessKey")
  expect(new Set(missing.map((row) => row.purpose))).toEqual(new Set(["contain"]))
  expect(before.problems.join()).toMatch(/permissions are denied/)
  const policy = JSON.parse(before.policyToPaste) as { Statement: { Sid: string; Condition?: unknown }[] }
  expect(policy.Statement.map((each) => each.Sid).toSorted()).toEqual([
    "AttachOnlyTheDeny",
    "BoundaryBackWhereTagged",
    "BoundaryOnlyTheDeny",
    "ClusterAccess",
    "Deactivate",
    "InlineWhereTagged",
    "NeverSelf",
    "PassToScheduler",
    "Read",
    "StopRunningWork",
  ])
  await iam.putRolePolicy({
    RoleName: "FirebreakResponder",
    PolicyName: "pasted",
    PolicyDocument: before.policyToPaste,
  })
  const after = await checkAccess(asResponder(account))
  expect(after).toMatchObject({ ok: true, policyToPaste: "" })
  // The pasted policy must not let us touch ourselves.
  const { EvaluationResults } = await iam.simulatePrincipalPolicy({
    PolicySourceArn: (account.responder as Responder).roleArn,
    ActionNames: ["iam:PutRolePolicy"],
    ResourceArns: [(account.responder as Responder).roleArn],
    ContextEntries: [
      {
        ContextKeyName: "aws:ResourceTag/firebreak",
        ContextKeyValues: ["containable"],
        ContextKeyType: "string",
      },
    ],
  })
  expect(EvaluationResults?.[0]?.EvalDecision).toBe("explicitDeny")
})

test("without the evaluator nothing is called allowed that was not called", async () => {
  const account = await range.createAccount()
  const iam = iamOf(account)
  await iam.putRolePolicy({
    RoleName: "FirebreakResponder",
    PolicyName: "no-evaluator",
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "iam:SimulatePrincipalPolicy", Resource: "*" }],
    }),
  })
  const check = await checkAccess(asResponder(account))
  expect(check.ok).toBe(false)
  expect(check.permissions.filter((row) => row.how === "simulated" && row.outcome === "allowed")).toEqual([])
  expect(check.permissions.find((row) => row.permission === "iam:UpdateAccessKey")?.outcome).toBe("unknown")
  expect(check.permissions.find((row) => row.permission === "iam:SimulatePrincipalPolicy")).toMatchObject({
    outcome: "denied",
    how: "called",
  })
})

test("a service that cannot be reached is said, and the rest is still checked", async () => {
  const account = await range.createAccount()
  const endpoints = { ...account.endpoints, cloudtrail: "http://127.0.0.1:1" }
  const check = await checkAccess(asResponder(account, { endpoints }))
  expect(check.ok).toBe(false)
  expect(check.problems.join()).toMatch(/CloudTrail in .* cannot be reached \(ECONNREFUSED\)/)
  expect(check.permissions.find((row) => row.permission === "iam:UpdateAccessKey")?.outcome).toBe("allowed")
  expect(check.permissions.find((row) => row.permission === "cloudtrail:LookupEvents")?.outcome).toBe(
    "unknown",
  )
})

test.each([
  ["a wrong secret", {}, "x".repeat(40), /secret access key does not belong/],
  [
    "an unknown key",
    { accessKeyId: "AKIAUNKNOWNKEY000000" },
    null,
    /does not know the connection's access key/,
  ],
  ["a role that is not there", { roleArn: "arn:aws:iam::123456789012:role/Nobody" }, null, /taking the role/],
  ["a wrong external id", { externalId: "somebody-else" }, null, /taking the role/],
])("%s is refused in a sentence", async (_name, change, secret, sentence) => {
  const account = await range.createAccount()
  const good = asResponder(account, change)
  const ctx = secret ? { ...good, secret: { secretAccessKey: secret } } : good
  const failure = await checkAccess(ctx).catch((error: unknown) => error)
  expect(isPlatformError(failure) && failure.message).toMatch(sentence)
})
