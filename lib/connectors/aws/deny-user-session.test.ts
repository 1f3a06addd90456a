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
import type { CredentialRef } from "../contract"
import { denyFederatedSession } from "./deny-federated-session"
import { denyUser } from "./deny-user"
import { denyUserSession } from "./deny-user-session"
import { proposeContainment } from "./propose-containment"
import { resolveCredential } from "./resolve-credential"

let range: TestRange
let account: RangeAccount
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 3 })
})
afterAll(() => range.close())

const everything = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
})
const list = (keys: Parameters<typeof clientsOf>[1]) => outcomeOf(clientsOf(account, keys).s3.listBuckets({}))

test("a session of GetSessionToken is located to its user, denied alone, and given back by undo", async () => {
  const { keys, arn } = await addAgentUser(account, "session-agent", "/bots/")
  const issued = await clientsOf(account, keys).sts.getSessionToken({})
  const session = keysOf(issued.Credentials)
  const ctx = awsContext(account)
  expect(await resolveCredential(ctx, session.accessKeyId)).toMatchObject({
    found: true,
    kind: "aws.user-session",
    identifier: session.accessKeyId,
    detail: { userArn: arn },
  })
  // The key was used by others too, as far as anybody knows: only the session is cut off.
  const proposal = await proposeContainment(ctx, [
    { id: "s", kind: "aws.user-session", identifier: session.accessKeyId, label: "session" },
  ])
  expect(proposal.steps.map((step) => [step.action, step.credentialId])).toEqual([
    ["aws.deny-user-session", "s"],
  ])
  const step = await runAction(ctx, denyUserSession, proposal.steps[0]?.input as never)
  expect(step.holding).toEqual(["read-back", "policy-simulation"])
  expect([await list(session), await list(keys)]).toEqual(["AccessDenied", "ok"])
  expect(await step.undo()).toMatch(/was deleted from session-agent/)
  expect(await list(session)).toBe("ok")
})

test("a federated session is located to its maker by CloudTrail, denied alone by its name, and given back", async () => {
  const { keys } = await addAgentUser(account, "federating-agent")
  const { sts } = clientsOf(account, keys)
  const [mine, other] = await Promise.all(
    ["agent", "honest"].map((Name) => sts.getFederationToken({ Name, Policy: everything })),
  )
  const ctx = awsContext(account)
  const identifier = mine?.FederatedUser?.Arn ?? ""
  expect(await resolveCredential(ctx, identifier)).toMatchObject({
    found: true,
    kind: "aws.federated-session",
    label: "federated agent of federating-agent",
  })
  const proposal = await proposeContainment(ctx, [
    { id: "f", kind: "aws.federated-session", identifier, label: "agent" },
  ])
  expect(proposal.steps.map((step) => step.action)).toEqual(["aws.deny-federated-session"])
  const step = await runAction(ctx, denyFederatedSession, {
    userName: "federating-agent",
    federatedName: "agent",
  })
  expect(step.holding).toEqual(["read-back", "policy-simulation"])
  const seen = [mine, other].map((each) => list(keysOf(each?.Credentials)))
  expect(await Promise.all(seen)).toEqual(["AccessDenied", "ok"])
  await step.undo()
  expect(await list(keysOf(mine?.Credentials))).toBe("ok")
})

test("where the whole user is the agent's, each session keeps a proven row of its own under the user's deny", async () => {
  const { keys, arn } = await addAgentUser(account, "whole-agent")
  const { sts } = clientsOf(account, keys)
  const session = keysOf((await sts.getSessionToken({})).Credentials)
  const federated = await sts.getFederationToken({ Name: "whole", Policy: everything })
  const ctx = awsContext(account)
  const credentials: CredentialRef[] = [
    { id: "user", kind: "aws.iam-user", identifier: arn, label: "user" },
    { id: "session", kind: "aws.user-session", identifier: session.accessKeyId, label: "session" },
    {
      id: "fed",
      kind: "aws.federated-session",
      identifier: federated.FederatedUser?.Arn ?? "",
      label: "fed",
    },
    { id: "login", kind: "aws.cli-login", identifier: arn, label: "login" },
  ]
  const { steps, manual } = await proposeContainment(ctx, credentials)
  expect(steps.map((step) => [step.action, step.credentialId, step.after.map(({ key }) => key)])).toEqual([
    ["aws.deactivate-access-keys", "user", []],
    ["aws.deny-user", "user", []],
    ["aws.deny-user-session", "session", ["aws.deny-user whole-agent"]],
    ["aws.deny-federated-session", "fed", ["aws.deny-user whole-agent"]],
    ["aws.deny-user-session", "login", ["aws.deny-user whole-agent"]],
  ])
  expect(manual.find((each) => each.credentialId === "login")?.instructions).toContain("~/.aws/login/cache")
  const deny = await runAction(ctx, denyUser, { userName: "whole-agent" })
  const rows = [
    await runAction(ctx, denyUserSession, steps[2]?.input as never),
    await runAction(ctx, denyFederatedSession, steps[3]?.input as never),
    await runAction(ctx, denyUserSession, steps[4]?.input as never),
  ]
  for (const row of rows) {
    expect(row).toMatchObject({ changed: false, holding: ["read-back", "policy-simulation"] })
    expect(row.proofs[0]?.statement).toMatch(/the deny of all of whole-agent/)
  }
  expect(await list(session)).toBe("AccessDenied")
  // Taken back by a person, the rows that stood on it say so; only what can be denied alone is put back by itself.
  await deny.undo()
  const after = await Promise.all(rows.map((row) => row.verifyAgain()))
  expect(after.map(({ proofs }) => [proofs[0]?.outcome, proofs[0]?.reapply])).toEqual([
    ["contradicts", true],
    ["contradicts", true],
    ["contradicts", false],
  ])
})

test("a session that CloudTrail does not name yet is taken to be of the plan's own user", async () => {
  const { arn } = await addAgentUser(account, "silent-agent")
  const unknown = "ASIAUNKNOWNUNKNOWN12"
  const session: CredentialRef = { id: "s", kind: "aws.user-session", identifier: unknown, label: "session" }
  const ctx = awsContext(account)
  const alone = await proposeContainment(ctx, [session])
  expect(alone.steps).toEqual([])
  expect(alone.manual[0]?.instructions).toMatch(/AccessKeyId|could not be found|CloudTrail names nobody/)
  const withUser = await proposeContainment(ctx, [
    { id: "u", kind: "aws.iam-user", identifier: arn, label: "user" },
    session,
  ])
  expect(withUser.steps.at(-1)).toMatchObject({
    action: "aws.deny-user-session",
    credentialId: "s",
    input: { userName: "silent-agent", session: unknown, issuedAt: "", makerAssumed: true },
  })
  expect(withUser.steps.at(-1)?.why).toMatch(/not proven before that is known/)
  // Nothing singles it out: without the user's deny the step says so instead of denying somebody else.
  await expect(
    runAction(ctx, denyUserSession, { userName: "silent-agent", session: unknown, issuedAt: "" }),
  ).rejects.toThrow(/Deny silent-agent as a whole/)
})

test("a session whose maker is only taken for granted is proven when CloudTrail names that maker, and by no other deny", async () => {
  const [mine, theirs] = [
    await addAgentUser(account, "own-maker"),
    await addAgentUser(account, "other-maker"),
  ]
  const open = async (keys: typeof mine.keys) =>
    keysOf((await clientsOf(account, keys).sts.getSessionToken({})).Credentials).accessKeyId
  const ctx = awsContext(account)
  await runAction(ctx, denyUser, { userName: "own-maker" })
  const prove = (session: string) =>
    runAction(ctx, denyUserSession, { userName: "own-maker", session, issuedAt: "", makerAssumed: true })
  const unnamed = await prove("ASIANOBODYNAMESIT123")
  expect(unnamed.holding).toEqual([])
  expect(unnamed.proofs.map((each) => each.outcome)).not.toContain("contradicts")
  expect(unnamed.proofs[0]?.statement).toMatch(/taken for granted/)
  const session = await open(theirs.keys)
  const foreign = await prove(session)
  expect(foreign.holding).toEqual([])
  expect(foreign.proofs[0]).toMatchObject({ outcome: "contradicts" })
  expect(foreign.proofs[0]?.statement).toMatch(/names other-maker/)
  expect((await prove(await open(mine.keys))).holding).toEqual(["read-back", "policy-simulation"])
})

test("a federated session whose maker is only taken for granted is held to the same", async () => {
  const { keys } = await addAgentUser(account, "federating-other")
  await addAgentUser(account, "federating-own")
  const ctx = awsContext(account)
  await clientsOf(account, keys).sts.getFederationToken({ Name: "guessed", Policy: everything })
  const prove = (userName: string) =>
    runAction(ctx, denyFederatedSession, { userName, federatedName: "guessed", makerAssumed: true })
  expect((await prove("federating-own")).proofs[0]?.statement).toMatch(/names federating-other/)
  expect((await prove("federating-other")).holding).toEqual(["read-back", "policy-simulation"])
})

test("a full quota of inline policies is said, and nothing is half done", async () => {
  const { keys } = await addAgentUser(account, "full-agent")
  const { iam } = administratorOf(account)
  const filler = { Effect: "Deny", Action: "s3:DeleteBucket", Resource: `arn:aws:s3:::${"x".repeat(1800)}` }
  await iam.putUserPolicy({
    UserName: "full-agent",
    PolicyName: "filler",
    PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [filler] }),
  })
  await expect(
    runAction(awsContext(account), denyFederatedSession, {
      userName: "full-agent",
      federatedName: "agent",
    }),
  ).rejects.toMatchObject({ kind: "quota" })
  expect(await list(keys)).toBe("ok")
})
