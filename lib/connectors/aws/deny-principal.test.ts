import type { IAM } from "@aws-sdk/client-iam"
import { afterAll, beforeAll, expect, test } from "vitest"
import {
  addAgentUser,
  addSharedRole,
  administratorOf,
  awsContext,
  clientsOf,
  outcomeOf,
  runAction,
} from "@/lib/testing/aws-scene"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { denyRole } from "./deny-role"
import { denyUser } from "./deny-user"
import { proposeContainment } from "./propose-containment"

let range: TestRange
let account: RangeAccount
let iam: IAM
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 11 })
  iam = administratorOf(account).iam
})
afterAll(() => range.close())

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`
const list = (keys: RangeKeys) => outcomeOf(clientsOf(account, keys).s3.listBuckets({}))

async function ownPolicy(PolicyName: string, Effect = "Allow"): Promise<string> {
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect, Action: "*", Resource: "*" }],
  })
  return (await iam.createPolicy({ PolicyName, PolicyDocument })).Policy?.Arn ?? ""
}

/** Ten attached policies are the quota; one is attached already. */
async function fillAttachments(attach: (PolicyArn: string) => Promise<unknown>, name: string) {
  for (let i = 0; i < 9; i += 1) await attach(await ownPolicy(`${name}-${i}`))
}

async function fillInline(
  put: (policy: { PolicyName: string; PolicyDocument: string }) => Promise<unknown>,
  size: number,
) {
  const Statement = [
    { Effect: "Deny", Action: "s3:DeleteBucket", Resource: `arn:aws:s3:::${"x".repeat(size)}` },
  ]
  await put({ PolicyName: "filler", PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }) })
}

test("a user: AWSDenyAll attached, then inline, then as the boundary, each proven, and undo restores what was", async () => {
  const UserName = "quota-agent"
  const { keys } = await addAgentUser(account, UserName)
  const ctx = awsContext(account)
  const run = () => runAction(ctx, denyUser, { userName: UserName })
  const boundary = await ownPolicy("quota-boundary")
  await iam.putUserPermissionsBoundary({ UserName, PermissionsBoundary: boundary })

  const ways: string[] = []
  const denyAndUndo = async () => {
    const step = await run()
    ways.push(`${step.receipt.method}`)
    expect(step.holding).toEqual(["read-back", "policy-simulation"])
    expect(await list(keys)).toBe("AccessDenied")
    const undone = await step.undo()
    expect(await list(keys)).toBe("ok")
    return undone
  }
  expect(await denyAndUndo()).toMatch(/was detached/)
  await fillAttachments((PolicyArn) => iam.attachUserPolicy({ UserName, PolicyArn }), "quota")
  expect(await denyAndUndo()).toMatch(/was deleted/)
  await fillInline((policy) => iam.putUserPolicy({ UserName, ...policy }), 1900)
  expect(await denyAndUndo()).toMatch(/boundary of quota-agent is as before/)
  expect(ways).toEqual(["managed", "inline", "boundary"])
  const { User } = await iam.getUser({ UserName })
  expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundary)
})

test("a boundary that somebody changed after us is left alone", async () => {
  const UserName = "bounded-agent"
  await addAgentUser(account, UserName)
  await fillAttachments((PolicyArn) => iam.attachUserPolicy({ UserName, PolicyArn }), "bounded")
  await fillInline((policy) => iam.putUserPolicy({ UserName, ...policy }), 1900)
  const step = await runAction(awsContext(account), denyUser, { userName: UserName })
  expect(step.receipt.method).toBe("boundary")
  const other = await ownPolicy("bounded-other", "Deny")
  await iam.putUserPermissionsBoundary({ UserName, PermissionsBoundary: other })
  expect((await step.verifyAgain()).proofs[0]).toMatchObject({ outcome: "contradicts", reapply: true })
  await expect(step.undo()).rejects.toThrow(/Somebody changed the permissions boundary/)
})

test("a role falls back in the same way; where no way is open every refusal is told and nothing is written", async () => {
  const RoleName = "quota-role"
  await addSharedRole(account, RoleName, { Service: "ec2.amazonaws.com" })
  const ctx = awsContext(account)
  const run = () => runAction(ctx, denyRole, { roleName: RoleName })
  await fillAttachments((PolicyArn) => iam.attachRolePolicy({ RoleName, PolicyArn }), "role-quota")
  const inline = await run()
  expect(inline).toMatchObject({ receipt: { method: "inline" }, holding: ["read-back", "policy-simulation"] })
  await inline.undo()
  await fillInline((policy) => iam.putRolePolicy({ RoleName, ...policy }), 10_100)
  const bound = await run()
  expect(bound).toMatchObject({
    receipt: { method: "boundary" },
    holding: ["read-back", "policy-simulation"],
  })
  await bound.undo()
  expect((await iam.getRole({ RoleName })).Role?.PermissionsBoundary).toBeUndefined()
  // The responder's own permission is the last thing that can be in the way.
  await iam.putRolePolicy({
    RoleName: "FirebreakResponder",
    PolicyName: "no-boundaries",
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "iam:PutRolePermissionsBoundary", Resource: "*" }],
    }),
  })
  await expect(run()).rejects.toThrow(
    /No way to deny quota-role is open.*PoliciesPerRole.*size.*explicit deny/s,
  )
  expect((await iam.getRole({ RoleName })).Role?.PermissionsBoundary).toBeUndefined()
})

test.each(["", "V2", "V3", "V4"])(
  "AWS's own quarantine policy %s is explained, never counted and never removed",
  async (version) => {
    const UserName = `quarantined-agent${version}`
    const name = `AWSCompromisedKeyQuarantine${version}`
    const { arn, keys } = await addAgentUser(account, UserName)
    await iam.attachUserPolicy({ UserName, PolicyArn: aws(name) })
    const ctx = awsContext(account)
    const looked = await denyUser.inspect(ctx, { userName: UserName })
    expect(looked.inEffect).toBe("no")
    expect(looked.warnings.join()).toContain(
      `${name} here. It is not containment: it denies a fixed list and leaves sts:AssumeRole, rds:*`,
    )
    const { notes } = await proposeContainment(ctx, [
      { id: "u", kind: "aws.iam-user", identifier: arn, label: "user" },
    ])
    expect(notes[0]?.reason).toContain(name)
    expect(await list(keys)).toBe("ok")
    const step = await runAction(ctx, denyUser, { userName: UserName })
    await step.undo()
    const { AttachedPolicies } = await iam.listAttachedUserPolicies({ UserName })
    expect(AttachedPolicies?.map((each) => each.PolicyArn)).toContain(aws(name))
  },
)

test("on a role the quarantine policy is explained in the same words", async () => {
  await addSharedRole(account, "quarantined-role", { Service: "ec2.amazonaws.com" })
  await iam.attachRolePolicy({
    RoleName: "quarantined-role",
    PolicyArn: aws("AWSCompromisedKeyQuarantineV3"),
  })
  const looked = await denyRole.inspect(awsContext(account), { roleName: "quarantined-role" })
  expect(looked.warnings.join()).toMatch(/V3 here\. It is not containment/)
})
