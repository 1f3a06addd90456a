import { Organizations } from "@aws-sdk/client-organizations"
import { SSOAdmin } from "@aws-sdk/client-sso-admin"
import { afterAll, beforeAll, expect, test } from "vitest"
import {
  addAgentUser,
  administratorOf,
  awsContext,
  clientsOf,
  outcomeOf,
  runAction,
  type SessionKeys,
} from "@/lib/testing/aws-scene"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { checkAccess } from "./check-access"
import { deleteRootCredentials, judgeRoot } from "./delete-root-credentials"
import { denySsoUser } from "./deny-sso-user"
import { guardDestruction } from "./guard-destruction"
import { proposeContainment } from "./propose-containment"
import { quarantinePrincipal } from "./quarantine-principal"
import { rankSuspects } from "./rank-suspects"
import { resolveCredential } from "./resolve-credential"

let range: TestRange
beforeAll(async () => {
  range = await startTestRange()
})
afterAll(() => range.close())

type Organization = {
  managementAccountId: string
  administrator: RangeKeys
  roleArn: string
  externalId: string
  rootId: string
  unitId: string
  rootKey: RangeKeys
  instanceArn: string
  users: { id: string; name: string }[]
  permissionSets: { arn: string; name: string }[]
}

async function scene(change: Partial<ConnectorContext> = {}) {
  const account = await range.createAccount({ scenario: "organization", seed: 11 })
  const organization = account.organization as Organization
  const { roleArn, externalId } = organization
  const base = awsContext(account, change)
  const ctx: ConnectorContext = {
    ...base,
    config: { ...base.config, organization: { roleArn, externalId } },
  }
  const common = { region: account.region, credentials: organization.administrator, maxAttempts: 1 }
  const endpoints = account.endpoints as Record<string, string>
  const organizations = new Organizations({ ...common, endpoint: endpoints.organizations ?? "" })
  const sso = new SSOAdmin({ ...common, endpoint: endpoints["sso-admin"] ?? "" })
  const [noor, emil] = organization.users
  const set = organization.permissionSets[0] ?? { arn: "", name: "" }
  return {
    account,
    organization,
    ctx,
    bare: base,
    organizations,
    sso,
    noor: noor ?? { id: "", name: "" },
    emil: emil ?? { id: "", name: "" },
    set,
    ssoInput: (user: { id: string; name: string }) => ({
      instanceArn: organization.instanceArn,
      permissionSetArn: set.arn,
      permissionSetName: set.name,
      userId: user.id,
      userName: user.name,
    }),
    session: (userName: string) =>
      range.control<SessionKeys & { arn: string }>("POST", `/accounts/${account.accountId}/sso-sessions`, {
        userName,
        permissionSet: set.name,
      }),
    attached: async (TargetId: string) =>
      (
        await organizations.listPoliciesForTarget({ TargetId, Filter: "SERVICE_CONTROL_POLICY" })
      ).Policies?.map((policy) => policy.Name),
  }
}

const denyNobody = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Deny", Action: "*", Resource: "*", Condition: { StringEquals: { "aws:userid": "nobody" } } },
  ],
})

test("one user of a permission set is denied in its live session, the colleague works on, and undo leaves the rest of the policy", async () => {
  const { account, ctx, sso, set, organization, ssoInput, session, noor, emil } = await scene()
  const [hers, his] = [await session(noor.name), await session(emil.name)]
  const named = { InstanceArn: organization.instanceArn, PermissionSetArn: set.arn }
  const before = (await sso.getInlinePolicyForPermissionSet(named)).InlinePolicy
  const step = await runAction(ctx, denySsoUser, ssoInput(noor))
  expect(step.inspection.collateral.level).toBe("nobody")
  expect(step.holding).toEqual(expect.arrayContaining(["read-back", "role-policy", "policy-simulation"]))
  expect(await outcomeOf(clientsOf(account, hers).s3.listBuckets())).toBe("AccessDenied")
  expect(await outcomeOf(clientsOf(account, his).s3.listBuckets())).toBe("ok")
  // A second user in the same set, then the first is taken back: the second stays denied.
  const second = await runAction(ctx, denySsoUser, ssoInput(emil))
  expect(await step.undo()).toMatch(/no longer denies noor.haddad/)
  expect(await outcomeOf(clientsOf(account, hers).s3.listBuckets())).toBe("ok")
  expect(await outcomeOf(clientsOf(account, his).s3.listBuckets())).toBe("AccessDenied")
  await second.undo()
  const after = (await sso.getInlinePolicyForPermissionSet(named)).InlinePolicy ?? ""
  expect(JSON.parse(after)).toEqual(JSON.parse(before ?? ""))
})

test("a deny that somebody takes out again is contradicted, asks to be applied again, and a changed statement is left alone", async () => {
  const { ctx, sso, set, organization, ssoInput, noor } = await scene()
  const input = ssoInput(noor)
  const step = await runAction(ctx, denySsoUser, input)
  const named = { InstanceArn: organization.instanceArn, PermissionSetArn: set.arn }
  const policy = JSON.parse((await sso.getInlinePolicyForPermissionSet(named)).InlinePolicy ?? "") as {
    Statement: { Sid?: string; Action: unknown }[]
  }
  const changed = policy.Statement.map((each) =>
    each.Sid?.startsWith("FirebreakDeny") ? { ...each, Action: "s3:*" } : each,
  )
  await sso.putInlinePolicyToPermissionSet({
    ...named,
    InlinePolicy: JSON.stringify({ ...policy, Statement: changed }),
  })
  const { proofs } = await step.verifyAgain()
  expect(proofs.find((proof) => proof.kind === "read-back")).toMatchObject({
    outcome: "contradicts",
    reapply: true,
  })
  await expect(step.undo()).rejects.toMatchObject({ kind: "conflict" })
  expect(await denySsoUser.readBack(ctx, input, {})).toMatchObject({ outcome: "not_applied" })
  await denySsoUser.apply(ctx, input, {})
  expect(await denySsoUser.readBack(ctx, input, {})).toMatchObject({ outcome: "applied" })
})

test("an unknown user and a break-glass user are refused", async () => {
  const { ctx, ssoInput, noor } = await scene()
  const unknown = { id: "00000000-0000-4000-8000-000000000000", name: "nobody" }
  expect((await denySsoUser.inspect(ctx, ssoInput(unknown))).refusal).toMatch(/does not know a user/)
  const kept = {
    ...ctx,
    protectedPatterns: [
      {
        pattern: "arn:aws:sts::*:assumed-role/AWSReservedSSO_PlatformDeploy_*/noor.haddad",
        reason: "on call",
      },
    ],
  }
  expect((await denySsoUser.inspect(kept, ssoInput(noor))).refusal).toMatch(/break-glass identity/)
})

test("our own permission set is never changed", async () => {
  const { account, ctx, set, session, emil, ssoInput, noor } = await scene()
  const mine = await session(emil.name)
  const own: ConnectorContext = {
    ...ctx,
    config: { ...ctx.config, mode: "keys", accessKeyId: mine.accessKeyId },
    secret: { secretAccessKey: mine.secretAccessKey, sessionToken: mine.sessionToken ?? "" },
  }
  const { mode, accessKeyId, regions, endpoints, propagationSeconds, organization } = own.config
  own.config = { mode, accessKeyId, regions, endpoints, propagationSeconds, organization }
  // The session may not take the organisation's role here: the refusal comes from who we are, so it is let in.
  const { iam } = clientsOf(account, (account.organization as Organization).administrator)
  await iam.updateAssumeRolePolicy({
    RoleName: "FirebreakOrg",
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: mine.arn }, Action: ["sts:AssumeRole"] }],
    }),
  })
  await allowAssume(account, set.arn)
  expect((await denySsoUser.inspect(own, ssoInput(noor))).refusal).toMatch(
    /own access comes from: it is never/,
  )
  expect((await denySsoUser.inspect(own, ssoInput(emil))).refusal).toMatch(/is the user that Firebreak/)
})

/** Lets sessions of the permission set take roles, by the set's own policy. */
async function allowAssume(account: RangeAccount, PermissionSetArn: string): Promise<void> {
  const { administrator, instanceArn } = account.organization as Organization
  const endpoints = account.endpoints as Record<string, string>
  const sso = new SSOAdmin({
    region: account.region,
    credentials: administrator,
    endpoint: endpoints["sso-admin"] ?? "",
  })
  const named = { InstanceArn: instanceArn, PermissionSetArn }
  await sso.putInlinePolicyToPermissionSet({
    ...named,
    InlinePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    }),
  })
  const { PermissionSetProvisioningStatus } = await sso.provisionPermissionSet({
    ...named,
    TargetType: "ALL_PROVISIONED_ACCOUNTS",
  })
  await sso.describePermissionSetProvisioningStatus({
    InstanceArn: instanceArn,
    ProvisionPermissionSetRequestId: PermissionSetProvisioningStatus?.RequestId,
  })
}

test("an administrator is quarantined where nobody in the account can lift it, and the undo takes out that one alone", async () => {
  const { account, ctx, attached } = await scene()
  const one = await addAgentUser(account, "racing-agent")
  const two = await addAgentUser(account, "other-agent")
  const first = await runAction(ctx, quarantinePrincipal, { principalArn: one.arn })
  expect(first.holding).toEqual(["read-back", "policy-simulation"])
  const second = await runAction(ctx, quarantinePrincipal, { principalArn: two.arn })
  const { iam } = clientsOf(account, one.keys)
  expect(await outcomeOf(iam.listUsers())).toBe("AccessDenied")
  expect(await attached(account.accountId)).toContain(`Firebreak-Quarantine-${account.accountId}`)
  expect(await first.undo()).toMatch(/no longer denies/)
  expect(await outcomeOf(iam.listUsers())).toBe("ok")
  expect(await outcomeOf(clientsOf(account, two.keys).iam.listUsers())).toBe("AccessDenied")
  expect(await second.undo()).toMatch(/detached from \d+ and deleted/)
  expect(await attached(account.accountId)).toEqual(["FullAWSAccess"])
  expect(await second.undo()).toMatch(/was no longer there/)
})

test("a policy that was attached beforehand is edited, and keeps what it says", async () => {
  const { account, ctx, organizations, attached } = await scene()
  const { Policy } = await organizations.createPolicy({
    Name: "Firebreak-Quarantine",
    Description: "made beforehand",
    Type: "SERVICE_CONTROL_POLICY",
    Content: denyNobody,
  })
  const PolicyId = Policy?.PolicySummary?.Id ?? ""
  await organizations.attachPolicy({ PolicyId, TargetId: account.accountId })
  const agent = await addAgentUser(account, "prepared-agent")
  const step = await runAction(ctx, quarantinePrincipal, { principalArn: agent.arn })
  expect(step.receipt).toMatchObject({ policyId: PolicyId, created: false, attachedByUs: false })
  await step.undo()
  expect(await attached(account.accountId)).toContain("Firebreak-Quarantine")
  const content = (await organizations.describePolicy({ PolicyId })).Policy?.Content ?? ""
  expect(JSON.parse(content)).toEqual(JSON.parse(denyNobody))
})

test("a full policy is followed by a second one; a full account is refused in a sentence and nothing stays behind", async () => {
  const { account, ctx, organizations } = await scene()
  const agent = await addAgentUser(account, "full-agent")
  const create = async (Name: string, Content: string) => {
    const { Policy } = await organizations.createPolicy({
      Name,
      Description: "",
      Type: "SERVICE_CONTROL_POLICY",
      Content,
    })
    await organizations.attachPolicy({
      PolicyId: Policy?.PolicySummary?.Id,
      TargetId: account.accountId,
    })
    return Policy?.PolicySummary?.Id ?? ""
  }
  const long = JSON.parse(denyNobody) as { Statement: { Condition: object }[] }
  const ids = Array.from({ length: 186 }, (_, i) => `nobody-in-particular-${i}`)
  for (const each of long.Statement) each.Condition = { StringEquals: { "aws:userid": ids } }
  const full = await create(`Firebreak-Quarantine-${account.accountId}`, JSON.stringify(long))
  const step = await runAction(ctx, quarantinePrincipal, { principalArn: agent.arn })
  expect(step.receipt.policyName).toBe(`Firebreak-Quarantine-${account.accountId}-2`)
  await step.undo()
  for (let i = 0; i < 3; i++) await create(`other-${i}`, denyNobody)
  const failure = await runAction(ctx, quarantinePrincipal, { principalArn: agent.arn }).catch(
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({ kind: "quota", mayHaveHappened: false })
  expect(isPlatformError(failure) && failure.message).toMatch(/Detach one/)
  const left = (await organizations.listPolicies({ Filter: "SERVICE_CONTROL_POLICY" })).Policies
  expect(left?.filter((policy) => policy.Name?.startsWith("Firebreak")).map((policy) => policy.Id)).toEqual([
    full,
  ])
})

test("other changes under way are a conflict that is tried again; switched-off policies are refused", async () => {
  const { account, ctx, organizations } = await scene()
  const agent = await addAgentUser(account, "waiting-agent")
  await range.control("PATCH", "/config", { propagationMs: 60_000 })
  try {
    const { Policy } = await organizations.createPolicy({
      Name: "slow",
      Description: "",
      Type: "SERVICE_CONTROL_POLICY",
      Content: denyNobody,
    })
    await organizations.attachPolicy({ PolicyId: Policy?.PolicySummary?.Id, TargetId: account.accountId })
    await expect(runAction(ctx, quarantinePrincipal, { principalArn: agent.arn })).rejects.toMatchObject({
      kind: "conflict",
      retryable: true,
      mayHaveHappened: false,
    })
  } finally {
    await range.control("PATCH", "/config", { propagationMs: 0 })
  }
  const other = await scene()
  const second = await addAgentUser(other.account, "off-agent")
  await range.control("PATCH", `/accounts/${other.account.accountId}/organization`, { scpEnabled: false })
  await expect(runAction(other.ctx, quarantinePrincipal, { principalArn: second.arn })).rejects.toMatchObject(
    { kind: "refused", message: expect.stringMatching(/switched off/) },
  )
})

test("ourselves, break-glass, another account and a connection without the organisation are refused", async () => {
  const { account, ctx, bare } = await scene()
  const responder = account.responder as { roleArn: string; userArn: string }
  const refusal = async (principalArn: string, given = ctx) =>
    (await quarantinePrincipal.inspect(given, { principalArn })).refusal
  expect(await refusal(responder.roleArn)).toMatch(/own access/)
  expect(await refusal(responder.userArn)).toMatch(/own access/)
  expect(await refusal("arn:aws:iam::999999999999:user/agent")).toMatch(/is not of account/)
  const { arn } = account.breakGlass as { arn: string }
  const kept = { ...ctx, protectedPatterns: [{ pattern: arn, reason: "break-glass" }] }
  expect(await refusal(arn, kept)).toMatch(/break-glass identity/)
  const agent = await addAgentUser(account, "unreached-agent")
  await expect(refusal(agent.arn, bare)).rejects.toMatchObject({
    message: expect.stringMatching(/no access to the organisation/),
  })
})

test("a quarantine whose answer was lost is read back with enough to take it back", async () => {
  const { account, ctx, attached } = await scene()
  const agent = await addAgentUser(account, "lost-agent")
  const input = { principalArn: agent.arn }
  const { snapshot } = await quarantinePrincipal.inspect(ctx, input)
  expect(await quarantinePrincipal.readBack(ctx, input, snapshot)).toMatchObject({ outcome: "not_applied" })
  await quarantinePrincipal.apply(ctx, input, snapshot)
  const read = await quarantinePrincipal.readBack(ctx, input, snapshot)
  if (read.outcome !== "applied") throw new Error("It is applied")
  expect(read.receipt).toMatchObject({ created: true, attachedByUs: true })
  await quarantinePrincipal.undo?.(ctx, input, read.receipt)
  expect(await attached(account.accountId)).toEqual(["FullAWSAccess"])
})

test("the guard stops destruction by an administrator, not by us, and goes without a trace", async () => {
  const { account, ctx, organization, attached } = await scene()
  const { s3 } = administratorOf(account)
  await s3.createBucket({
    Bucket: "guarded-bucket",
    CreateBucketConfiguration: { LocationConstraint: account.region as "eu-west-1" },
  })
  const step = await runAction(ctx, guardDestruction, { target: account.accountId })
  expect(step.holding).toEqual(["read-back", "policy-simulation"])
  expect(step.inspection.collateral.items.map((item) => item.detail).join()).toContain(
    "role/FirebreakResponder",
  )
  expect(await outcomeOf(s3.deleteBucket({ Bucket: "guarded-bucket" }))).toBe("AccessDenied")
  expect(await outcomeOf(s3.listBuckets())).toBe("ok")
  const read = await guardDestruction.readBack(ctx, { target: account.accountId }, step.inspection.snapshot)
  expect(read).toMatchObject({ outcome: "applied", receipt: { created: true } })
  expect(await step.undo()).toMatch(/detached from \d+ and deleted/)
  expect(await attached(account.accountId)).toEqual(["FullAWSAccess"])
  expect(await outcomeOf(s3.deleteBucket({ Bucket: "guarded-bucket" }))).toBe("ok")
  const refusal = async (target: string) => (await guardDestruction.inspect(ctx, { target })).refusal
  expect(await refusal(organization.managementAccountId)).toMatch(/management account/)
  expect(await refusal("999999999999")).toMatch(/not the account of this connection/)
  const unit = await runAction(ctx, guardDestruction, { target: organization.unitId })
  expect(unit.holding).toContain("read-back")
  await unit.undo()
  expect(await attached(organization.unitId)).toEqual(["FullAWSAccess"])
})

test("what the account's summary does not say of root is not taken for absent", () => {
  const nothing = { keys: false, certificates: false, password: false }
  expect(judgeRoot(nothing).outcome).toBe("holds")
  expect(judgeRoot({ ...nothing, password: null })).toMatchObject({ outcome: "cannot_tell" })
  expect(judgeRoot({ ...nothing, password: true })).toMatchObject({ outcome: "contradicts" })
  expect(judgeRoot({ ...nothing, password: null, keys: true })).toMatchObject({ outcome: "contradicts" })
})

test("root of a member is quarantined, and its keys and password are deleted all the same", async () => {
  const { account, ctx, organization } = await scene()
  const root = clientsOf(account, organization.rootKey)
  const principalArn = `arn:aws:iam::${account.accountId}:root`
  expect(await outcomeOf(root.iam.listUsers())).toBe("ok")
  const step = await runAction(ctx, quarantinePrincipal, { principalArn })
  expect(step.holding).toEqual(["read-back"])
  expect(await outcomeOf(root.iam.listUsers())).toBe("AccessDenied")
  const input = { accountId: account.accountId }
  const gone = await runAction(ctx, deleteRootCredentials, input)
  expect(gone.receipt).toMatchObject({ keys: [organization.rootKey.accessKeyId], password: true })
  expect(gone.holding).toEqual(["read-back"])
  expect(await deleteRootCredentials.readBack(ctx, input, {})).toMatchObject({ outcome: "applied" })
  await step.undo()
  expect(await outcomeOf(root.iam.listUsers())).toBe("InvalidClientTokenId")
})

test("without centralised root access the deletion is refused with what to do", async () => {
  const { account, ctx } = await scene()
  await range.control("PATCH", `/accounts/${account.accountId}/organization`, { rootFeatures: [] })
  const { refusal } = await deleteRootCredentials.inspect(ctx, { accountId: account.accountId })
  expect(refusal).toMatch(/Centralised root access is off/)
})

test("proposals go to the organisation where it is reached, and say what is missing where it is not", async () => {
  const { account, ctx, bare, organization, session, noor, set } = await scene()
  const agent = await addAgentUser(account, "admin-agent")
  const { arn } = await session(noor.name)
  const credentials = [
    { id: "sso", kind: "aws.role-session", identifier: arn, label: "" },
    { id: "user", kind: "aws.iam-user", identifier: agent.arn, label: "" },
    { id: "root", kind: "aws.access-key", identifier: organization.rootKey.accessKeyId, label: "" },
  ]
  const proposal = await proposeContainment(ctx, credentials)
  const steps = proposal.steps.map((step) => [step.action, step.credentialId])
  expect(steps).toEqual(
    expect.arrayContaining([
      ["aws.deny-sso-user", "sso"],
      ["aws.deny-user", "user"],
      ["aws.quarantine-principal", "user"],
      ["aws.quarantine-principal", "root"],
      ["aws.delete-root-credentials", "root"],
      ["aws.guard-destruction", null],
    ]),
  )
  expect(
    steps.filter(([action]) => action === "aws.deny-role" || action === "aws.deny-role-session"),
  ).toEqual([])
  const denied = proposal.steps.find((step) => step.action === "aws.deny-sso-user")
  expect(denied?.input).toMatchObject({ permissionSetArn: set.arn, userId: noor.id })
  expect(proposal.manual.map((step) => step.title).join()).toMatch(/access portal session of noor.haddad/)
  const alone = await proposeContainment(bare, credentials)
  expect(alone.steps.map((step) => step.action)).not.toContain("aws.quarantine-principal")
  const said = alone.manual.map((step) => step.instructions).join()
  expect(said).toMatch(/no access to the organisation/)
  expect(alone.manual.map((step) => step.credentialId)).toEqual(expect.arrayContaining(["sso", "root"]))
})

test("an agent without power over policies gets neither quarantine nor guard", async () => {
  const { account, ctx } = await scene()
  const { arn } = account.agent as { arn: string }
  const { steps } = await proposeContainment(ctx, [
    { id: "user", kind: "aws.iam-user", identifier: arn, label: "" },
  ])
  const actions = steps.map((step) => step.action)
  expect(actions).toContain("aws.deny-user")
  expect(actions).not.toContain("aws.quarantine-principal")
  expect(actions).not.toContain("aws.guard-destruction")
})

test("a user of Identity Center, root and root's key are found by what people know of them", async () => {
  const { account, ctx, organization, noor, session } = await scene()
  expect(await resolveCredential(ctx, noor.name)).toMatchObject({
    found: true,
    kind: "aws.sso-user",
    identifier: noor.name,
    detail: { userId: noor.id },
  })
  const root = { found: true, kind: "aws.root", identifier: `arn:aws:iam::${account.accountId}:root` }
  expect(await resolveCredential(ctx, root.identifier)).toMatchObject(root)
  expect(await resolveCredential(ctx, organization.rootKey.accessKeyId)).toMatchObject(root)
  expect(await resolveCredential(ctx, "nobody.at.all")).toMatchObject({ found: false })
  // Whoever destroys in a permission set is named by the session, not by the role that others share.
  const hers = await session(noor.name)
  const Bucket = `harborline-scratch-${account.accountId}`
  await clientsOf(account, hers).s3.createBucket({
    Bucket,
    CreateBucketConfiguration: { LocationConstraint: account.region as "eu-west-1" },
  })
  await clientsOf(account, hers).s3.deleteBucket({ Bucket })
  await outcomeOf(clientsOf(account, organization.rootKey).iam.deleteUser({ UserName: "nobody" }))
  const to = new Date(Date.now() + 1000)
  const { suspects } = await rankSuspects(ctx, { from: new Date(to.getTime() - 600_000), to })
  const found = suspects.map(({ credential }) => [credential.kind, credential.identifier])
  expect(found).toContainEqual(["aws.role-session", hers.arn])
  expect(found).toContainEqual(["aws.root", root.identifier])
})

test("the check proves the organisation's role, and says what it lacks", async () => {
  const { account, ctx, bare, organization } = await scene()
  expect((await checkAccess(bare)).permissions.map((row) => row.purpose)).not.toContain("organization")
  const good = await checkAccess(ctx)
  expect(good.permissions.filter((row) => row.outcome !== "allowed")).toEqual([])
  expect(good).toMatchObject({ ok: true, problems: [] })
  expect(good.permissions.map((row) => row.permission)).toContain("organizations:AttachPolicy")
  const { iam } = clientsOf(account, organization.administrator)
  await iam.deleteRolePolicy({ RoleName: "FirebreakOrg", PolicyName: "firebreak-organization" })
  const bad = await checkAccess(ctx)
  expect(bad.ok).toBe(false)
  const denied = bad.permissions.filter((row) => row.outcome !== "allowed")
  expect(new Set(denied.map((row) => row.purpose))).toEqual(new Set(["organization"]))
  const lost = {
    ...ctx,
    config: { ...ctx.config, organization: { roleArn: organization.roleArn, externalId: "wrong" } },
  }
  const failed = await checkAccess(lost)
  expect(failed.ok).toBe(false)
  expect(failed.problems.join()).toMatch(/organisation's role/)
})
