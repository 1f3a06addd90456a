import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail"
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  ListAccessKeysCommand,
  PutRolePolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam"
import { CopyObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3"
import { AssumeRoleCommand } from "@aws-sdk/client-sts"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { AccountAnswer } from "../control/control-client.ts"
import { outcome, startTestRange, type TestCredentials } from "../testing/start-test-range.ts"

const denyAll = "arn:aws:iam::aws:policy/AWSDenyAll"
let range: Awaited<ReturnType<typeof startTestRange>>
let account: AccountAnswer
let responder: TestCredentials

beforeAll(async () => {
  range = await startTestRange({ propagationMs: 300 })
  account = await range.control.createAccount({ seed: 7 })
  const given = account.responder
  if (given === undefined) throw new Error("The scenario has a responder")
  const assume = {
    RoleArn: given.roleArn,
    RoleSessionName: "firebreak",
    SourceIdentity: "maria",
    ExternalId: given.externalId,
  }
  expect(
    await outcome(range.sts(given).send(new AssumeRoleCommand({ ...assume, ExternalId: "guessed" }))),
  ).toBe("AccessDenied")
  const { Credentials } = await range.sts(given).send(new AssumeRoleCommand(assume))
  responder = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken,
  }
})
afterAll(() => range.range.close())

const report = () => range.control.agent(account.accountId)

test("the responder may contain the agent and nothing beyond", async () => {
  const iam = range.iam(responder)
  const admin = "arn:aws:iam::aws:policy/AdministratorAccess"
  const attach = (UserName: string, PolicyArn: string) =>
    outcome(iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn })))
  expect(await attach("firebreak-connector", denyAll)).toBe("AccessDenied")
  expect(await attach("BreakGlass-oncall", denyAll)).toBe("AccessDenied")
  expect(await attach(account.agent?.userName ?? "", admin)).toBe("AccessDenied")
  expect(
    await outcome(
      iam.send(
        new PutRolePolicyCommand({
          RoleName: "harborline-api",
          PolicyName: "p",
          PolicyDocument:
            '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
        }),
      ),
    ),
  ).toBe("AccessDenied")
  expect(await attach("ci-release-pipeline", denyAll)).toBe("ok")
  range.range.world.accounts.get(account.accountId)?.iam.users.get("ci-release-pipeline")?.attached.splice(0)
})

test("the agent destroys until it is really cut off, and what it did can be told exactly", async () => {
  await range.control.startAgent(account.accountId, { paceMs: 20, slowMs: 30, patienceMs: 1500 })
  await vi.waitFor(async () => expect((await report()).succeeded).toBeGreaterThan(60), {
    timeout: 15_000,
    interval: 50,
  })
  const working = await report()
  expect(working.state).toBe("working")
  expect(new Set(working.lines.map((line) => line.credential))).toEqual(
    new Set([undefined, "first key", "minted key", "deploy session"]),
  )
  expect(working.denied).toBeLessThan(10)

  const iam = range.iam(responder)
  const UserName = account.agent?.userName
  const keys = (await iam.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata ?? []
  expect(keys).toHaveLength(2)
  for (const { AccessKeyId } of keys)
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }))
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: denyAll }))
  await new Promise((resolve) => setTimeout(resolve, 500))
  const half = await range.control.truth(account.accountId)
  await vi.waitFor(
    async () =>
      expect((await range.control.truth(account.accountId)).calls.succeeded).toBeGreaterThan(
        half.calls.succeeded,
      ),
    { timeout: 5000 },
  )
  expect((await report()).state).toBe("working")

  await iam.send(new AttachRolePolicyCommand({ RoleName: account.agent?.sharedRoleName, PolicyArn: denyAll }))
  await vi.waitFor(async () => expect((await report()).state).toBe("locked-out"), { timeout: 10_000 })
  const after = await range.control.truth(account.accountId)
  await vi.waitFor(async () => expect((await report()).state).toBe("ended"), { timeout: 10_000 })
  const end = await range.control.truth(account.accountId)
  expect(end.calls.succeeded).toBe(after.calls.succeeded)
  expect(end.calls.denied).toBeGreaterThan(after.calls.denied)
  expect(end.agentKeys.length).toBeGreaterThanOrEqual(3)
  for (const kind of ["deleted", "overwritten", "lost"] as const)
    expect([kind, end.counts[kind]]).not.toEqual([kind, 0])
  expect(end.counts.restored).toBe(0)
})

test("what comes back is counted as restored", async () => {
  const before = await range.control.truth(account.accountId)
  const hidden = before.damaged.find((each) => each.kind === "overwritten" && each.recoverable)
  if (hidden === undefined) throw new Error("Something was overwritten")
  const s3 = range.s3(responder)
  const { Versions } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: hidden.bucket, Prefix: hidden.key }),
  )
  expect(Versions?.map((each) => each.VersionId)).toContain(hidden.versionBefore)
  await s3.send(
    new CopyObjectCommand({
      Bucket: hidden.bucket,
      Key: hidden.key,
      CopySource: `${hidden.bucket}/${encodeURIComponent(hidden.key)}?versionId=${hidden.versionBefore}`,
    }),
  )
  expect((await range.control.truth(account.accountId)).counts.restored).toBe(1)
})

test("its records carry the mark of a coding agent", async () => {
  range.clock.jump(1000)
  const { Events } = await range.cloudtrail(responder).send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "CreateAccessKey" }],
    }),
  )
  const record = JSON.parse(Events?.[0]?.CloudTrailEvent ?? "")
  expect(record.userIdentity.userName).toBe(account.agent?.userName)
  expect(/(?:^|\s)m\/([A-Za-z0-9,]+)/.exec(record.userAgent)?.[1]?.split(",")).toContain("AN")
  expect(/(?:^|\s)md\/command#([\w.-]+)/.exec(record.userAgent)?.[1]).toBe("iam.create-access-key")
  expect(record.userAgent).toMatch(/\ssid\/[0-9a-f]{12}$/)
})

test("the innocent pipeline works until the shared role is cut", async () => {
  const { pipeline } = await report()
  expect(pipeline?.succeeded).toBeGreaterThan(0)
})

test("the same seed makes the same objects, and an account can be thrown away", async () => {
  const keysOf = async (each: AccountAnswer, part: string) => {
    const Bucket = each.buckets.find((bucket) => bucket.name.includes(part))?.name
    const { Versions } = await range.s3(each.administrator).send(new ListObjectVersionsCommand({ Bucket }))
    return Versions?.map((version) => `${version.Key} ${version.ETag}`)
  }
  const again = await range.control.createAccount({ seed: 8, background: false })
  const twin = await range.control.createAccount({ seed: 8, background: false })
  expect(await keysOf(again, "uploads")).toEqual(await keysOf(twin, "uploads"))
  await range.control.call("DELETE", `/accounts/${again.accountId}`)
  expect(await outcome(keysOf(again, "uploads"))).toBe("InvalidAccessKeyId")
})
