import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam"
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3"
import {
  AssumeRoleCommand,
  type Credentials,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from "@aws-sdk/client-sts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { outcome, startTestRange, type TestCredentials } from "../../testing/start-test-range.ts"
import {
  amzDate,
  canonicalRequest,
  encodeStrictly,
  hmac,
  signingKey,
  stringToSign,
} from "../sign/canonical-request.ts"

let range: Awaited<ReturnType<typeof startTestRange>>
let admin: TestCredentials
let accountId: string

beforeAll(async () => {
  range = await startTestRange()
  const account = await range.control.createAccount({ scenario: "empty" })
  admin = account.administrator
  accountId = account.accountId
})
afterAll(() => range.range.close())

const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement })
const everything = { Effect: "Allow", Action: "*", Resource: "*" }

function keysOf(credentials: Credentials | undefined): TestCredentials {
  return {
    accessKeyId: credentials?.AccessKeyId ?? "",
    secretAccessKey: credentials?.SecretAccessKey ?? "",
    sessionToken: credentials?.SessionToken,
  }
}

async function user(name: string, ...statements: object[]): Promise<TestCredentials> {
  const iam = range.iam(admin)
  await iam.send(new CreateUserCommand({ UserName: name }))
  await iam.send(
    new PutUserPolicyCommand({ UserName: name, PolicyName: "own", PolicyDocument: document(...statements) }),
  )
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }))
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" }
}

async function role(RoleName: string, trust: object): Promise<string> {
  const iam = range.iam(admin)
  const made = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: document({ Effect: "Allow", Action: "sts:AssumeRole", ...trust }),
    }),
  )
  await iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: document(everything) }),
  )
  return made.Role?.Arn ?? ""
}

const assume = async (keys: TestCredentials, RoleArn: string, more: object = {}) =>
  keysOf(
    (await range.sts(keys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "tester", ...more })))
      .Credentials,
  )
const listUsers = (keys: TestCredentials) => outcome(range.iam(keys).send(new ListUsersCommand({})))
const listBuckets = (keys: TestCredentials) => outcome(range.s3(keys).send(new ListBucketsCommand({})))
const who = (keys: TestCredentials) => outcome(range.sts(keys).send(new GetCallerIdentityCommand({})))

test("a session policy narrows the session and nothing widens it", async () => {
  const arn = await role("narrowed", { Principal: { AWS: accountId } })
  const wide = await assume(admin, arn)
  const narrow = await assume(admin, arn, {
    Policy: document({ Effect: "Allow", Action: "iam:*", Resource: "*" }),
  })
  expect([await listUsers(wide), await listBuckets(wide)]).toEqual(["ok", "ok"])
  expect([await listUsers(narrow), await listBuckets(narrow)]).toEqual(["ok", "AccessDenied"])
})

test("naming a user in the trust policy is enough; trusting the account still needs the user's own right", async () => {
  const keys = await user("trusted", { Effect: "Allow", Action: "iam:ListUsers", Resource: "*" })
  const byName = await role("by-name", { Principal: { AWS: `arn:aws:iam::${accountId}:user/trusted` } })
  const byAccount = await role("by-account", { Principal: { AWS: `arn:aws:iam::${accountId}:root` } })
  expect(await outcome(assume(keys, byName))).toBe("ok")
  expect(await outcome(assume(keys, byAccount))).toBe("AccessDenied")
  expect(await outcome(assume(keys, `arn:aws:iam::${accountId}:role/absent`))).toBe("AccessDenied")
  await range
    .iam(admin)
    .send(
      new AttachUserPolicyCommand({ UserName: "trusted", PolicyArn: "arn:aws:iam::aws:policy/AWSDenyAll" }),
    )
  expect(await outcome(assume(keys, byName))).toBe("AccessDenied")
})

test("chained sessions last an hour at most and keep their source identity", async () => {
  const trust = document({
    Effect: "Allow",
    Principal: { AWS: accountId },
    Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
  })
  const iam = range.iam(admin)
  for (const RoleName of ["first-link", "second-link"]) {
    await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, MaxSessionDuration: 7200 }),
    )
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: document(everything) }),
    )
  }
  const link = (name: string) => `arn:aws:iam::${accountId}:role/${name}`
  const first = await assume(admin, link("first-link"), { DurationSeconds: 7200, SourceIdentity: "maria" })
  expect(await outcome(assume(first, link("second-link"), { DurationSeconds: 7200 }))).toBe("ValidationError")
  expect(await outcome(assume(first, link("second-link"), { SourceIdentity: "eve" }))).toBe("AccessDenied")
  const answer = await range
    .sts(first)
    .send(new AssumeRoleCommand({ RoleArn: link("second-link"), RoleSessionName: "two" }))
  expect(answer.SourceIdentity).toBe("maria")
  const only = document(everything, {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceIdentity": "maria" } },
  })
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "second-link", PolicyName: "own", PolicyDocument: only }),
  )
  expect(await listUsers(keysOf(answer.Credentials))).toBe("AccessDenied")
})

test("a deny of one session's name leaves the others alone", async () => {
  const arn = await role("by-session", { Principal: { AWS: accountId } })
  const { AssumedRoleUser, Credentials: one } = await range
    .sts(admin)
    .send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "agent" }))
  const other = await assume(admin, arn, { RoleSessionName: "pipeline" })
  const deny = document(everything, {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { StringEquals: { "aws:userid": AssumedRoleUser?.AssumedRoleId } },
  })
  await range
    .iam(admin)
    .send(new PutRolePolicyCommand({ RoleName: "by-session", PolicyName: "own", PolicyDocument: deny }))
  expect([await listUsers(keysOf(one)), await listUsers(other)]).toEqual(["AccessDenied", "ok"])
})

test("session tokens expire, die with their role, and may not call IAM when they are a user's", async () => {
  const keys = await user("tokens", everything)
  const token = keysOf(
    (await range.sts(keys).send(new GetSessionTokenCommand({ DurationSeconds: 900 }))).Credentials,
  )
  expect([
    await listBuckets(token),
    await listUsers(token),
    await outcome(range.sts(token).send(new GetSessionTokenCommand({}))),
  ]).toEqual(["ok", "InvalidClientTokenId", "AccessDenied"])
  const federated = keysOf(
    (
      await range.sts(keys).send(
        new GetFederationTokenCommand({
          Name: "visitor",
          Policy: document({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
        }),
      )
    ).Credentials,
  )
  expect([await listBuckets(federated), await listUsers(federated)]).toEqual(["ok", "InvalidClientTokenId"])
  const empty = keysOf(
    (await range.sts(keys).send(new GetFederationTokenCommand({ Name: "empty" }))).Credentials,
  )
  expect(await listBuckets(empty)).toBe("AccessDenied")
  const arn = await role("short-lived", { Principal: { AWS: accountId } })
  const session = await assume(admin, arn)
  expect(await who(session)).toBe("ok")
  await range.iam(admin).send(
    new PutRolePolicyCommand({
      RoleName: "short-lived",
      PolicyName: "own",
      PolicyDocument: document(everything),
    }),
  )
  await range.iam(admin).send(new DeleteRolePolicyCommand({ RoleName: "short-lived", PolicyName: "own" }))
  await range.iam(admin).send(new DeleteRoleCommand({ RoleName: "short-lived" }))
  expect(await who(session)).toBe("InvalidClientTokenId")
  expect(
    (await range.sts(admin).send(new GetAccessKeyInfoCommand({ AccessKeyId: token.accessKeyId }))).Account,
  ).toBe(accountId)
})

test("a boundary limits what the policies allow", async () => {
  const keys = await user("bounded", everything)
  expect([await listUsers(keys), await listBuckets(keys)]).toEqual(["ok", "ok"])
  await range.iam(admin).send(
    new PutUserPermissionsBoundaryCommand({
      UserName: "bounded",
      PermissionsBoundary: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
    }),
  )
  expect([await listUsers(keys), await listBuckets(keys)]).toEqual(["AccessDenied", "ok"])
})

test("a presigned address opens one object for a while", async () => {
  const s3 = range.s3(admin)
  await s3.send(
    new CreateBucketCommand({
      Bucket: "presigned-bucket",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  )
  await s3.send(new PutObjectCommand({ Bucket: "presigned-bucket", Key: "k", Body: "open" }))
  const url = presign("/presigned-bucket/k", 60)
  expect(await (await fetch(url)).text()).toBe("open")
  expect((await fetch(url.replace("presigned-bucket/k", "presigned-bucket/j"))).status).toBe(403)
  range.clock.jump(61_000)
  expect(await (await fetch(url)).text()).toContain("Request has expired")
})

function presign(path: string, seconds: number): string {
  const now = range.clock.now()
  const host = new URL(range.range.endpoints.s3).host
  const scope = { date: amzDate(now).slice(0, 8), region: "eu-west-1", service: "s3" }
  const query: [string, string][] = [
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${admin.accessKeyId}/${scope.date}/eu-west-1/s3/aws4_request`],
    ["X-Amz-Date", amzDate(now)],
    ["X-Amz-Expires", String(seconds)],
    ["X-Amz-SignedHeaders", "host"],
  ]
  const canonical = canonicalRequest({
    method: "GET",
    rawPath: path,
    query,
    headers: { host },
    signedHeaders: ["host"],
    payloadHash: "UNSIGNED-PAYLOAD",
    service: "s3",
  })
  const signature = hmac(
    signingKey(admin.secretAccessKey, scope),
    stringToSign(canonical, amzDate(now), scope),
  ).toString("hex")
  const text = [...query, ["X-Amz-Signature", signature]]
    .map(([name = "", value = ""]) => `${name}=${encodeStrictly(value)}`)
    .join("&")
  return `http://${host}${path}?${text}`
}

test("a clock that is off by more than a quarter of an hour is refused, and the SDK can correct itself", async () => {
  const patient = range.iam(admin)
  range.clock.jump(40 * 60_000)
  expect(await listUsers(admin)).toBe("SignatureDoesNotMatch")
  expect(await listBuckets(admin)).toBe("RequestTimeTooSkewed")
  expect(await outcome(patient.send(new ListUsersCommand({})))).toBe("SignatureDoesNotMatch")
  expect(await outcome(patient.send(new ListUsersCommand({})))).toBe("ok")
  await expect(
    range.s3(admin).send(new GetObjectCommand({ Bucket: "presigned-bucket", Key: "k" })),
  ).rejects.toThrow("too large")
  expect(
    await outcome(
      range
        .s3({ accessKeyId: "", secretAccessKey: "" })
        .send(new ListObjectsV2Command({ Bucket: "presigned-bucket" })),
    ),
  ).not.toBe("ok")
})
