import { gunzipSync } from "node:zlib"
import {
  CreateTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail"
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam"
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3"
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { outcome, startTestRange, type TestCredentials } from "../../testing/start-test-range.ts"

let range: Awaited<ReturnType<typeof startTestRange>>
let admin: TestCredentials
let accountId: string

beforeAll(async () => {
  range = await startTestRange({ deliveryMs: [10_000, 20_000] })
  const account = await range.control.createAccount({ scenario: "empty" })
  admin = account.administrator
  accountId = account.accountId
})
afterAll(() => range.range.close())

async function lookup(input: ConstructorParameters<typeof LookupEventsCommand>[0] = {}, region?: string) {
  range.clock.jump(1000)
  return range.cloudtrail(admin, region).send(new LookupEventsCommand(input))
}

test("a record is seen only once it is delivered, in its own region, in CloudTrail's shape", async () => {
  const iam = range.iam(admin)
  await iam.send(new CreateUserCommand({ UserName: "watched", Tags: [{ Key: "a", Value: "b" }] }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "watched" }))
  const about = {
    LookupAttributes: [{ AttributeKey: "Username" as const, AttributeValue: "practice-administrator" }],
  }
  expect((await lookup(about)).Events).toEqual([])
  range.clock.jump(20_000)
  const { Events } = await lookup(about)
  expect(Events?.map((each) => each.EventName).slice(0, 3)).toEqual([
    "LookupEvents",
    "CreateAccessKey",
    "CreateUser",
  ])
  const record = JSON.parse(Events?.[1]?.CloudTrailEvent ?? "")
  expect(record).toMatchObject({
    eventSource: "iam.amazonaws.com",
    awsRegion: "us-east-1",
    eventCategory: "Management",
    recipientAccountId: accountId,
    userIdentity: {
      type: "IAMUser",
      userName: "practice-administrator",
      accessKeyId: admin.accessKeyId,
      accountId,
    },
    requestParameters: { userName: "watched" },
    responseElements: {
      accessKey: { accessKeyId: AccessKey?.AccessKeyId, status: "Active", userName: "watched" },
    },
  })
  expect(JSON.stringify(record)).not.toContain(AccessKey?.SecretAccessKey ?? "no secret")
  expect(JSON.parse(Events?.[2]?.CloudTrailEvent ?? "").requestParameters).toEqual({
    userName: "watched",
    tags: [{ key: "a", value: "b" }],
  })
  expect((await lookup(about, "eu-west-1")).Events).toEqual([])
  const byName = await lookup({
    LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: "watched" }],
  })
  expect(byName.Events?.map((each) => each.EventName)).toEqual(["CreateAccessKey", "CreateUser"])
})

test("refused calls are recorded; calls whose signature is wrong are not", async () => {
  const { AccessKey } = await range.iam(admin).send(new CreateAccessKeyCommand({ UserName: "watched" }))
  const keys = {
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  }
  expect(await outcome(range.iam(keys).send(new ListUsersCommand({})))).toBe("AccessDenied")
  expect(await outcome(range.iam({ ...keys, secretAccessKey: "wrong" }).send(new ListUsersCommand({})))).toBe(
    "SignatureDoesNotMatch",
  )
  range.clock.jump(20_000)
  const { Events } = await lookup({
    LookupAttributes: [{ AttributeKey: "AccessKeyId", AttributeValue: keys.accessKeyId }],
  })
  expect(Events).toHaveLength(1)
  const record = JSON.parse(Events?.[0]?.CloudTrailEvent ?? "")
  expect(record).toMatchObject({
    errorCode: "AccessDenied",
    eventName: "ListUsers",
    requestParameters: null,
    responseElements: null,
  })
})

test("lookups go two a second per account and region, fifty a page, one attribute", async () => {
  for (let i = 0; i < 60; i++) await range.sts(admin, "us-east-1").send(new GetCallerIdentityCommand({}))
  range.clock.jump(20_000)
  const about = {
    LookupAttributes: [{ AttributeKey: "EventName" as const, AttributeValue: "GetCallerIdentity" }],
  }
  const first = await lookup(about)
  expect(first.Events).toHaveLength(50)
  const second = await lookup({ ...about, NextToken: first.NextToken })
  expect([second.Events?.length, second.NextToken]).toEqual([10, undefined])
  expect(await outcome(lookup({ NextToken: first.NextToken }))).toBe("InvalidNextTokenException")
  expect(
    await outcome(lookup({ LookupAttributes: [...about.LookupAttributes, ...about.LookupAttributes] })),
  ).toBe("InvalidLookupAttributesException")
  range.clock.jump(1000)
  const client = range.cloudtrail(admin)
  const burst = [
    await outcome(client.send(new LookupEventsCommand({}))),
    await outcome(client.send(new LookupEventsCommand({}))),
    await outcome(client.send(new LookupEventsCommand({}))),
  ]
  expect(burst).toEqual(["ok", "ok", "ThrottlingException"])
  expect(await outcome(range.cloudtrail(admin, "eu-west-1").send(new LookupEventsCommand({})))).toBe("ok")
})

test("the trail's files hold data events of the selected buckets and no others", async () => {
  const s3 = range.s3(admin)
  const buckets = ["trail-files", "selected-bucket", "other-bucket"]
  for (const Bucket of buckets)
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    )
  const cloudtrail = range.cloudtrail(admin, "eu-west-1")
  const trail = await cloudtrail.send(
    new CreateTrailCommand({ Name: "main", S3BucketName: "trail-files", IsMultiRegionTrail: true }),
  )
  await cloudtrail.send(new StartLoggingCommand({ Name: trail.TrailARN }))
  const DataResources = [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::selected-bucket/"] }]
  await cloudtrail.send(
    new PutEventSelectorsCommand({
      TrailName: "main",
      EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true, DataResources }],
    }),
  )
  expect(
    (await cloudtrail.send(new GetEventSelectorsCommand({ TrailName: "main" }))).EventSelectors?.[0]
      ?.DataResources,
  ).toEqual(DataResources)
  expect((await range.cloudtrail(admin).send(new DescribeTrailsCommand({}))).trailList?.[0]).toMatchObject({
    HomeRegion: "eu-west-1",
    S3BucketName: "trail-files",
  })
  for (const Bucket of buckets.slice(1)) {
    await s3.send(new PutObjectCommand({ Bucket, Key: "one", Body: "1" }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "one" }))
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "two" }] } }))
  }
  range.clock.jump(26_000)
  const listed = await s3.send(
    new ListObjectsV2Command({ Bucket: "trail-files", Prefix: `AWSLogs/${accountId}/CloudTrail/eu-west-1/` }),
  )
  const records = []
  for (const { Key } of listed.Contents ?? []) {
    expect(Key).toMatch(/\/\d{4}\/\d\d\/\d\d\/\d{12}_CloudTrail_eu-west-1_\d{8}T\d{4}Z_\w{16}\.json\.gz$/)
    const file = await s3.send(new GetObjectCommand({ Bucket: "trail-files", Key }))
    records.push(
      ...JSON.parse(
        gunzipSync((await file.Body?.transformToByteArray()) ?? new Uint8Array()).toString("utf8"),
      ).Records,
    )
  }
  const data = records.filter((each) => each.eventCategory === "Data")
  expect(data.map((each) => each.eventName)).toEqual(["PutObject", "DeleteObject", "DeleteObjects"])
  expect(data[1]).toMatchObject({
    requestParameters: { bucketName: "selected-bucket", key: "one" },
    managementEvent: false,
    readOnly: false,
  })
  expect(data[1].userAgent).toMatch(/^\[aws-sdk-js/)
  expect(data[2].requestParameters.key).toBeUndefined()
  expect(data[2].resources[0]).toEqual({
    type: "AWS::S3::Object",
    ARNPrefix: "arn:aws:s3:::selected-bucket/",
  })
  expect(records.map((each) => each.eventName)).toContain("PutEventSelectors")
  expect((await cloudtrail.send(new GetTrailStatusCommand({ Name: "main" }))).IsLogging).toBe(true)
  const looked = await lookup(
    { LookupAttributes: [{ AttributeKey: "EventSource", AttributeValue: "s3.amazonaws.com" }] },
    "eu-west-1",
  )
  expect(new Set(looked.Events?.map((each) => each.EventName))).toEqual(new Set(["CreateBucket"]))
})

test("an assumed role's record names the key it minted, and its calls name the role", async () => {
  const iam = range.iam(admin)
  const arn = `arn:aws:iam::${accountId}:role/chained`
  const trust = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: accountId }, Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] },
    ],
  }
  await iam.send(
    new CreateRoleCommand({ RoleName: "chained", AssumeRolePolicyDocument: JSON.stringify(trust) }),
  )
  const { Credentials } = await range
    .sts(admin)
    .send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "agent-1", SourceIdentity: "maria" }))
  const keys = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken,
  }
  await range.sts(keys).send(new GetCallerIdentityCommand({}))
  range.clock.jump(20_000)
  const minted = await lookup(
    { LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: arn }] },
    "eu-west-1",
  )
  const record = JSON.parse(minted.Events?.[0]?.CloudTrailEvent ?? "")
  expect(record.responseElements.credentials.accessKeyId).toBe(keys.accessKeyId)
  expect(record.responseElements.assumedRoleUser.arn).toBe(
    `arn:aws:sts::${accountId}:assumed-role/chained/agent-1`,
  )
  expect(record.requestParameters).toMatchObject({
    roleArn: arn,
    roleSessionName: "agent-1",
    sourceIdentity: "maria",
  })
  const used = await lookup(
    { LookupAttributes: [{ AttributeKey: "Username", AttributeValue: "agent-1" }] },
    "eu-west-1",
  )
  expect(JSON.parse(used.Events?.[0]?.CloudTrailEvent ?? "").userIdentity).toMatchObject({
    type: "AssumedRole",
    accessKeyId: keys.accessKeyId,
    sessionContext: { sessionIssuer: { type: "Role", arn, userName: "chained" }, sourceIdentity: "maria" },
  })
})
