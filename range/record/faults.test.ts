import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail"
import {
  AttachUserPolicyCommand,
  CreateUserCommand,
  GetUserCommand,
  ListAttachedUserPoliciesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam"
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { outcome, startTestRange, type TestCredentials } from "../testing/start-test-range.ts"

const denyAll = "arn:aws:iam::aws:policy/AWSDenyAll"
let range: Awaited<ReturnType<typeof startTestRange>>
let admin: TestCredentials
let accountId: string

beforeAll(async () => {
  range = await startTestRange()
  const account = await range.control.createAccount({ scenario: "empty" })
  admin = account.administrator
  accountId = account.accountId
  // Made past the front door, where the sentinel names would strike.
  const world = range.range.world
  const owner = world.accounts.get(accountId)
  const present = owner?.iam.users.get("practice-administrator")
  if (owner === undefined || present === undefined) throw new Error("The account has an administrator")
  for (const name of [
    "throttle-me",
    "throttle-me-on-write",
    "error-me",
    "flaky-me",
    "reset-me",
    "timeout-me",
  ])
    owner.iam.users.set(name, {
      ...structuredClone(present),
      name,
      keys: [],
      attached: [],
      arn: `arn:aws:iam::${accountId}:user/${name}`,
    })
  world.iamChanged(owner, true)
})
afterAll(() => range.range.close())
afterEach(() => range.control.clearFaults())

const get = (UserName: string) => outcome(range.iam(admin).send(new GetUserCommand({ UserName })))
const attach = (UserName: string) =>
  outcome(range.iam(admin).send(new AttachUserPolicyCommand({ UserName, PolicyArn: denyAll })))

test("names ask for their own faults", async () => {
  expect(await get("throttle-me")).toBe("Throttling")
  expect(await get("error-me")).toBe("ServiceFailureException")
  expect([await get("flaky-me"), await get("flaky-me")]).toEqual(["ServiceFailureException", "ok"])
  expect([await get("throttle-me-on-write"), await attach("throttle-me-on-write")]).toEqual([
    "ok",
    "Throttling",
  ])
  const abortSignal = AbortSignal.timeout(200)
  expect(
    await outcome(range.iam(admin).send(new GetUserCommand({ UserName: "timeout-me" }), { abortSignal })),
  ).toBe("AbortError")
})

test("a reset comes after the change was made, and the change is counted once", async () => {
  expect(await attach("reset-me")).not.toBe("ok")
  const read = await range.iam(admin).send(new ListAttachedUserPoliciesCommand({ UserName: "reset-me" }))
  expect(read.AttachedPolicies).toHaveLength(1)
  await attach("reset-me")
  const calls = await range.control.calls({ operation: "AttachUserPolicy", resource: `${denyAll}/reset-me` })
  const other = await range.control.calls({ operation: "AttachUserPolicy", resource: `reset-me/${denyAll}` })
  expect([...calls, ...other].map((call) => [call.outcome, call.changed])).toEqual([
    ["ok", true],
    ["ok", false],
  ])
})

test("faults asked for strike as often as they were asked to, where they were asked to", async () => {
  await range.control.addFault({ operation: "iam:ListUsers", kind: "throttle", count: 2, accountId })
  const list = () => outcome(range.iam(admin).send(new ListUsersCommand({})))
  expect([await list(), await get("practice-administrator"), await list(), await list()]).toEqual([
    "Throttling",
    "ok",
    "Throttling",
    "ok",
  ])
  await range.control.addFault({ operation: "cloudtrail:*", kind: "error", count: 1 })
  expect(await outcome(range.cloudtrail(admin).send(new LookupEventsCommand({})))).toBe("InternalFailure")
  await range.control.addFault({ operation: "iam:CreateUser", kind: "reset-before", count: 1 })
  const create = () => outcome(range.iam(admin).send(new CreateUserCommand({ UserName: "unborn" })))
  expect(await create()).not.toBe("ok")
  expect([await get("unborn"), await create()]).toEqual(["NoSuchEntityException", "ok"])
})

test("S3 speaks of slowing down and internal errors", async () => {
  const s3 = range.s3(admin)
  await s3.send(
    new CreateBucketCommand({
      Bucket: "faulty-bucket",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  )
  const put = (Key: string) =>
    outcome(s3.send(new PutObjectCommand({ Bucket: "faulty-bucket", Key, Body: "x" })))
  expect([await put("throttle-me"), await put("error-me"), await put("reset-me")].slice(0, 2)).toEqual([
    "SlowDown",
    "InternalError",
  ])
  expect(await outcome(s3.send(new GetObjectCommand({ Bucket: "faulty-bucket", Key: "reset-me" })))).toBe(
    "ok",
  )
})

test("the control API refuses strangers and nonsense", async () => {
  const { url, token } = range.range.control
  const post = (path: string, body: string, bearer = token) =>
    fetch(url + path, { method: "POST", body, headers: { authorization: `Bearer ${bearer}` } })
  expect((await post("/accounts", "{}", "wrong")).status).toBe(401)
  expect((await post("/accounts", "{")).status).toBe(400)
  expect((await post("/accounts", '{"scenario":"none"}')).status).toBe(400)
  expect((await post("/faults", '{"kind":"none"}')).status).toBe(400)
  expect((await post("/accounts/000000000000/agent/start", "{}")).status).toBe(404)
  expect((await post(`/accounts/${accountId}/agent/start`, "{}")).status).toBe(409)
})
