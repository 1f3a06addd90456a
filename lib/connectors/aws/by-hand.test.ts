import { afterAll, beforeAll, expect, test } from "vitest"
import { addAgentUser, addSharedRole, administratorOf, awsContext } from "@/lib/testing/aws-scene"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"
import type { CredentialRef } from "../contract"
import { parseAwsConfig } from "./config"
import { findMinted } from "./find-minted"
import { guideByHand } from "./guide-by-hand"
import { proposeContainment } from "./propose-containment"
import { readRecord } from "./read-record"

let range: TestRange
let account: RangeAccount
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 14 })
})
afterAll(() => range.close())

const ref = (kind: string, identifier: string): CredentialRef => ({ id: "c", kind, identifier, label: "" })
const propose = (one: CredentialRef) => proposeContainment(awsContext(account), [one])

test("a service-linked role is a step by hand with a link to it", async () => {
  const { iam } = administratorOf(account)
  await iam.createRole({
    RoleName: "AWSServiceRoleForECS",
    Path: "/aws-service-role/ecs.amazonaws.com/",
    AssumeRolePolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ecs.amazonaws.com" }, Action: "sts:AssumeRole" }],
    }),
  })
  const arn = `arn:aws:iam::${account.accountId}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`
  const { steps, manual } = await propose(ref("aws.role", arn))
  expect(steps).toEqual([])
  expect(manual).toEqual([
    expect.objectContaining({
      credentialId: "c",
      instructions: expect.stringMatching(/serves one AWS service/),
      link: expect.stringMatching(/console\.aws\.amazon\.com\/iam.*AWSServiceRoleForECS/),
    }),
  ])
})

test.each([
  [
    "aws.secret",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-db",
    /secretsmanager\/secret\?name=/,
  ],
  ["aws.secret", "s3://harborline-tfstate/prod.tfstate", /s3\/buckets\/harborline-tfstate/],
  ["aws.secret", "/prod/db-password", /systems-manager\/parameters/],
  ["aws.open-session", "ssm session maria-0a1b2c3d", /session-manager\/sessions/],
])("%s %s is guided by hand, with a link to where it is done", async (kind, identifier, link) => {
  const { steps, manual } = await propose(ref(kind, identifier))
  expect(steps).toEqual([])
  expect(manual).toEqual([expect.objectContaining({ credentialId: "c", link: expect.stringMatching(link) })])
})

test.each([
  ["eu-west-1", "https://console.aws.amazon.com/"],
  ["cn-north-1", "https://console.amazonaws.cn/"],
  ["us-gov-west-1", "https://console.amazonaws-us-gov.com/"],
])("in %s the link goes to the partition's own console", (region, start) => {
  const config = parseAwsConfig({ mode: "server", regions: [region] })
  const guide = guideByHand(config, ref("aws.open-session", "ssm"))
  expect(guide?.link?.startsWith(start)).toBe(true)
  expect(guide?.link).toContain(`region=${region}`)
})

test("a role of another account is never looked up by its name here: the chain is contained where it lives", async () => {
  await addSharedRole(account, "Chained", { Service: "ec2.amazonaws.com" })
  const { steps, manual, notes } = await propose(ref("aws.role", "arn:aws:iam::999999999999:role/Chained"))
  expect([steps, notes]).toEqual([[], []])
  expect(manual[0]).toMatchObject({ title: expect.stringContaining("account 999999999999") })
  expect(manual[0]?.instructions).toMatch(/Each account of a role chain is contained by itself/)
})

test("aws login of a role session is contained as that session, and its caches are deleted by hand", async () => {
  await addSharedRole(account, "LoggedIn", { Service: "ec2.amazonaws.com" })
  const session = `arn:aws:sts::${account.accountId}:assumed-role/LoggedIn/maria`
  const { steps, manual } = await propose(ref("aws.cli-login", session))
  expect(steps.map((step) => [step.action, step.credentialId])).toEqual([["aws.deny-role", "c"]])
  expect(manual.map((each) => each.instructions).join()).toContain("~/.aws/login/cache")
})

test("a presigned URL is contained by the key that signed it", async () => {
  const { keys } = await addAgentUser(account, "signing-agent")
  const { steps } = await propose(ref("aws.access-key", keys.accessKeyId))
  expect(steps.map((step) => step.action)).toEqual([
    "aws.deactivate-access-keys",
    "aws.deny-user",
    "aws.deactivate-access-key",
  ])
})

test("a user named in a record keeps its path where the caller is that user, and its partition everywhere", () => {
  const record = (caller: object, region: string) => {
    const found = readRecord({
      eventID: "1",
      eventName: "UpdateLoginProfile",
      eventSource: "iam.amazonaws.com",
      eventTime: "2026-11-25T08:00:00Z",
      awsRegion: region,
      recipientAccountId: "123456789012",
      userIdentity: { accountId: "123456789012", ...caller },
      requestParameters: { userName: "bot" },
    })
    return found ? findMinted(found)[0]?.identifier : null
  }
  const own = "arn:aws:iam::123456789012:user/bots/bot"
  expect(record({ type: "IAMUser", userName: "bot", arn: own }, "us-east-1")).toBe(own)
  expect(record({ type: "Root", arn: "arn:aws-cn:iam::123456789012:root" }, "cn-north-1")).toBe(
    "arn:aws-cn:iam::123456789012:user/bot",
  )
  expect(record({ type: "AWSService" }, "us-gov-west-1")).toBe("arn:aws-us-gov:iam::123456789012:user/bot")
})
