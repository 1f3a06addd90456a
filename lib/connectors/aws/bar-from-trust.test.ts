import { afterAll, beforeAll, expect, test } from "vitest"
import {
  addAgentUser,
  addSharedRole,
  administratorOf,
  awsContext,
  clientsOf,
  keysOf,
  outcomeOf,
  runAction,
  trustOf,
} from "@/lib/testing/aws-scene"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { barFromTrust } from "./bar-from-trust"
import { denyRoleSession } from "./deny-role-session"
import { denyRoleSource } from "./deny-role-source"
import { proposeContainment } from "./propose-containment"

let range: TestRange
let account: RangeAccount
let arns: Record<"agent" | "honest", string>
let take: (
  who: "agent" | "honest",
  role: string,
  name: string,
  identity?: string,
) => ReturnType<typeof assume>
let assume: (
  keys: { accessKeyId: string; secretAccessKey: string },
  role: string,
  name: string,
  identity?: string,
) => Promise<ReturnType<typeof keysOf>>

beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 5 })
  const agent = await addAgentUser(account, "role-agent")
  const honest = await addAgentUser(account, "role-honest")
  arns = { agent: agent.arn, honest: honest.arn }
  assume = async (keys, role, name, identity) => {
    const answer = await clientsOf(account, keys).sts.assumeRole({
      RoleArn: `arn:aws:iam::${account.accountId}:role/${role}`,
      RoleSessionName: name,
      ...(identity ? { SourceIdentity: identity } : {}),
    })
    return keysOf(answer.Credentials)
  }
  take = (who, role, name, identity) =>
    assume(who === "agent" ? agent.keys : honest.keys, role, name, identity)
})
afterAll(() => range.close())

const list = (keys: Parameters<typeof clientsOf>[1]) => outcomeOf(clientsOf(account, keys).s3.listBuckets({}))
async function trustNow(RoleName: string): Promise<unknown> {
  const { Role } = await administratorOf(account).iam.getRole({ RoleName })
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""))
}

test("one session of a shared role is denied by name and source identity, and its return barred", async () => {
  await addSharedRole(account, "Shared", { AWS: [arns.agent, arns.honest] })
  const mine = await take("agent", "Shared", "agent-1", "agent-origin")
  const theirs = await take("honest", "Shared", "release-7")
  const ctx = awsContext(account)
  const { steps, notes } = await proposeContainment(ctx, [
    {
      id: "s",
      kind: "aws.role-session",
      identifier: `arn:aws:sts::${account.accountId}:assumed-role/Shared/agent-1`,
      label: "agent-1",
    },
  ])
  expect(notes[0]).toMatchObject({ mode: "Deny the session" })
  expect(steps.map(({ action, input }) => [action, input.by ?? "", input.value ?? ""])).toEqual([
    ["aws.deny-role-session", "", ""],
    ["aws.bar-from-trust", "session-name", "agent-1"],
    ["aws.deny-role-source-identity", "", ""],
    ["aws.bar-from-trust", "source-identity", "agent-origin"],
    ["aws.bar-from-trust", "caller", arns.agent],
  ])
  const session = await runAction(ctx, denyRoleSession, { roleName: "Shared", sessionName: "agent-1" })
  const source = await runAction(ctx, denyRoleSource, {
    roleName: "Shared",
    sourceIdentity: "agent-origin",
  })
  expect([session.holding, source.holding]).toEqual(Array(2).fill(["read-back", "policy-simulation"]))
  expect([await list(mine), await list(theirs)]).toEqual(["AccessDenied", "ok"])
  await source.undo()
  await session.undo()
  expect(await list(mine)).toBe("ok")
})

test("each way of barring stops that return alone; undo puts the policy back as it was, in any order", async () => {
  await addSharedRole(account, "Barred", { AWS: [arns.agent, arns.honest] })
  const before = await trustNow("Barred")
  const ctx = awsContext(account)
  const bar = (by: "session-name" | "source-identity" | "caller", value: string) =>
    runAction(ctx, barFromTrust, { roleName: "Barred", by, value })
  const byName = await bar("session-name", "agent-1")
  const bySource = await bar("source-identity", "agent-origin")
  expect([byName.holding, bySource.holding]).toEqual(Array(2).fill(["read-back", "policy-simulation"]))
  expect(await outcomeOf(take("agent", "Barred", "agent-1"))).toBe("AccessDenied")
  expect(await outcomeOf(take("agent", "Barred", "other", "agent-origin"))).toBe("AccessDenied")
  expect(await outcomeOf(take("agent", "Barred", "other"))).toBe("ok")
  const byCaller = await bar("caller", arns.agent)
  expect(byCaller.holding).toEqual(["read-back", "policy-simulation"])
  expect(await outcomeOf(take("agent", "Barred", "other"))).toBe("AccessDenied")
  expect(await outcomeOf(take("honest", "Barred", "release-7"))).toBe("ok")
  // A second look finds it in force; a second apply writes nothing.
  expect((await bar("caller", arns.agent)).changed).toBe(false)
  await bySource.undo()
  await byName.undo()
  expect(await byCaller.undo()).toMatch(/is as before/)
  expect(await trustNow("Barred")).toEqual(before)
  expect(await byCaller.undo()).toMatch(/no longer had our statement/)
  expect(await outcomeOf(take("agent", "Barred", "agent-1"))).toBe("ok")
})

test("a policy that somebody changed since is left alone, and the sentence says so", async () => {
  await addSharedRole(account, "Edited", { AWS: [arns.agent, arns.honest] })
  const { iam } = administratorOf(account)
  const step = await runAction(awsContext(account), barFromTrust, {
    roleName: "Edited",
    by: "caller",
    value: arns.agent,
  })
  const trust = (await trustNow("Edited")) as { Statement: object[] }
  const narrower = {
    ...trust,
    Statement: [JSON.parse(trustOf({ AWS: arns.honest })).Statement[0], ...trust.Statement.slice(1)],
  }
  await iam.updateAssumeRolePolicy({ RoleName: "Edited", PolicyDocument: JSON.stringify(narrower) })
  await expect(step.undo()).rejects.toThrow(/was changed by somebody since we wrote it/)
  expect(await trustNow("Edited")).toEqual(narrower)
})

test("a principal that was deleted meanwhile gives a clear sentence, on undo and before a change", async () => {
  const gone = await addAgentUser(account, "soon-gone")
  await addSharedRole(account, "Orphaned", { AWS: [arns.agent, gone.arn] })
  const ctx = awsContext(account)
  const step = await runAction(ctx, barFromTrust, {
    roleName: "Orphaned",
    by: "session-name",
    value: "agent-1",
  })
  const { iam } = administratorOf(account)
  await iam.deleteAccessKey({ UserName: "soon-gone", AccessKeyId: gone.keys.accessKeyId })
  await iam.detachUserPolicy({
    UserName: "soon-gone",
    PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
  })
  await iam.deleteUser({ UserName: "soon-gone" })
  await expect(step.undo()).rejects.toThrow(
    /names AIDA\w+, a user or role that was deleted meanwhile.*Take out statement FirebreakBar/,
  )
  const next = { roleName: "Orphaned", by: "caller", value: arns.agent } as const
  await expect(runAction(ctx, barFromTrust, next)).rejects.toThrow(/IAM takes no change of the policy/)
})

test("callers that must never be locked out are refused, and malformed values do not pass the schema", async () => {
  await addSharedRole(account, "Guarded", { AWS: [arns.agent, arns.honest] })
  const glass = (account.breakGlass as { arn: string }).arn
  const ctx = awsContext(account, { protectedPatterns: [{ pattern: glass, reason: "on call" }] })
  const bar = (value: string) => runAction(ctx, barFromTrust, { roleName: "Guarded", by: "caller", value })
  await expect(bar(glass)).rejects.toThrow(/break-glass/)
  const { userArn, roleArn } = account.responder as { userArn: string; roleArn: string }
  await expect(bar(userArn)).rejects.toThrow(/Firebreak's own access/)
  await expect(
    runAction(ctx, barFromTrust, {
      roleName: roleArn.split("/").at(-1) ?? "",
      by: "session-name",
      value: "agent-1",
    }),
  ).rejects.toThrow(/Firebreak's own access/)
  await expect(bar("not-an-arn")).rejects.toThrow(/ARN of a user or role/)
  await expect(
    runAction(ctx, barFromTrust, { roleName: "Nobody", by: "session-name", value: "agent-1" }),
  ).rejects.toMatchObject({ kind: "not_found" })
})

test("a trust policy that is full is said with IAM's own quota", async () => {
  await addSharedRole(account, "Crowded", { AWS: [arns.agent, arns.honest] })
  const { iam } = administratorOf(account)
  const trust = JSON.parse(trustOf({ AWS: arns.agent }))
  trust.Statement[0].Condition = { StringNotEquals: { "sts:ExternalId": "x".repeat(1700) } }
  await iam.updateAssumeRolePolicy({ RoleName: "Crowded", PolicyDocument: JSON.stringify(trust) })
  await expect(
    runAction(awsContext(account), barFromTrust, { roleName: "Crowded", by: "caller", value: arns.agent }),
  ).rejects.toMatchObject({ kind: "quota" })
})
