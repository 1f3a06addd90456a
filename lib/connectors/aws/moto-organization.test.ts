import { type ChildProcess, spawn } from "node:child_process"
import { Identitystore } from "@aws-sdk/client-identitystore"
import { Organizations } from "@aws-sdk/client-organizations"
import { SSOAdmin } from "@aws-sdk/client-sso-admin"
import { STS } from "@aws-sdk/client-sts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findProgram, freePort } from "@/lib/testing/find-program"
import { waitFor } from "@/lib/testing/wait-for"
import type { ConnectorContext } from "../contract"
import { denySsoUser } from "./deny-sso-user"
import { guardDestruction } from "./guard-destruction"
import { quarantinePrincipal } from "./quarantine-principal"

// Organizations and Identity Center as somebody else understood them: no evaluator, no provisioning status, and control
// policies that limit nobody. What we write must be read back all the same, and never be called proven twice.
const program = findProgram("moto_server")
const region = "us-east-1"
const management = "123456789012"

describe.skipIf(program === null)("on moto, an organisation", () => {
  let server: ChildProcess
  let endpoint = ""
  let member = ""
  const keys = { accessKeyId: "", secretAccessKey: "", sessionToken: "" }
  const client = () => ({
    region,
    endpoint,
    credentials: { accessKeyId: "first", secretAccessKey: "first-secret" },
  })

  beforeAll(async () => {
    const port = await freePort()
    endpoint = `http://127.0.0.1:${port}`
    server = spawn(program ?? "", ["-H", "127.0.0.1", "-p", `${port}`], { stdio: "ignore", detached: true })
    await waitFor("moto answers", () =>
      fetch(endpoint).then(
        () => true,
        () => null,
      ),
    )
    const organizations = new Organizations(client())
    await organizations.createOrganization({ FeatureSet: "ALL" })
    const { Roots } = await organizations.listRoots({})
    await organizations
      .enablePolicyType({ RootId: Roots?.[0]?.Id, PolicyType: "SERVICE_CONTROL_POLICY" })
      .catch(() => undefined)
    const { CreateAccountStatus } = await organizations.createAccount({
      AccountName: "production",
      Email: "production@example.com",
    })
    member = CreateAccountStatus?.AccountId ?? ""
    const { Credentials } = await new STS(client()).assumeRole({
      RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`,
      RoleSessionName: "responder",
    })
    keys.accessKeyId = Credentials?.AccessKeyId ?? ""
    keys.secretAccessKey = Credentials?.SecretAccessKey ?? ""
    keys.sessionToken = Credentials?.SessionToken ?? ""
  })
  afterAll(() => {
    // The program may be a shim: its whole group, which is ours alone, ends.
    if (server?.pid) process.kill(-server.pid, "SIGTERM")
  })

  const names = ["iam", "sts", "cloudtrail", "s3", "organizations", "sso-admin", "identitystore"]
  const context = (): ConnectorContext => ({
    connectionId: "moto-organization",
    config: {
      mode: "keys",
      accessKeyId: keys.accessKeyId,
      regions: [region],
      endpoints: Object.fromEntries(names.map((name) => [name, endpoint])),
      propagationSeconds: 0,
      organization: { roleArn: `arn:aws:iam::${management}:role/FirebreakOrg` },
    },
    secret: { secretAccessKey: keys.secretAccessKey, sessionToken: keys.sessionToken },
    protectedPatterns: [],
    incidentReference: "INC-1",
    operator: "test",
    now: () => new Date(),
    signal: new AbortController().signal,
    evidence: { put: async () => "", get: async () => new Uint8Array() },
    progress: () => undefined,
  })
  const attached = async () =>
    (
      await new Organizations(client()).listPoliciesForTarget({
        TargetId: member,
        Filter: "SERVICE_CONTROL_POLICY",
      })
    ).Policies?.map((policy) => policy.Name)

  test("a quarantine is made, read back, and taken back without a trace", async () => {
    const ctx = context()
    const input = { principalArn: `arn:aws:iam::${member}:user/agent` }
    const { snapshot, refusal } = await quarantinePrincipal.inspect(ctx, input)
    expect(refusal).toBeUndefined()
    const { receipt } = await quarantinePrincipal.apply(ctx, input, snapshot)
    expect(await attached()).toContain(`Firebreak-Quarantine-${member}`)
    expect(await quarantinePrincipal.readBack(ctx, input, snapshot)).toMatchObject({ outcome: "applied" })
    const { proofs } = await quarantinePrincipal.verify(ctx, input, receipt, new Date())
    expect(proofs.filter((proof) => proof.outcome === "holds").map((proof) => proof.kind)).toEqual([
      "read-back",
    ])
    await quarantinePrincipal.undo?.(ctx, input, receipt)
    expect(await attached()).not.toContain(`Firebreak-Quarantine-${member}`)
  })

  test("the guard is attached and detached again", async () => {
    const ctx = context()
    const input = { target: member }
    const { snapshot } = await guardDestruction.inspect(ctx, input)
    const { receipt } = await guardDestruction.apply(ctx, input, snapshot)
    expect(await attached()).toContain(`Firebreak-Guard-${member}`)
    await guardDestruction.undo?.(ctx, input, receipt)
    expect(await attached()).not.toContain(`Firebreak-Guard-${member}`)
  })

  test("a user's deny joins the permission set's policy and leaves it as it was", async () => {
    const ctx = context()
    const sso = new SSOAdmin(client())
    const { Instances } = await sso.listInstances({})
    const InstanceArn = Instances?.[0]?.InstanceArn ?? ""
    const { PermissionSet } = await sso.createPermissionSet({ InstanceArn, Name: "Deploy" })
    const PermissionSetArn = PermissionSet?.PermissionSetArn ?? ""
    const before = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "Keep", Effect: "Allow", Action: "s3:*", Resource: "*" }],
    })
    await sso.putInlinePolicyToPermissionSet({ InstanceArn, PermissionSetArn, InlinePolicy: before })
    const { UserId } = await new Identitystore(client()).createUser({
      IdentityStoreId: Instances?.[0]?.IdentityStoreId,
      UserName: "noor",
      DisplayName: "Noor",
      Name: { GivenName: "Noor", FamilyName: "Haddad" },
    })
    const input = denySsoUser.definition.input.parse({
      instanceArn: InstanceArn,
      permissionSetArn: PermissionSetArn,
      permissionSetName: "Deploy",
      userId: UserId,
      userName: "noor",
    })
    const { snapshot, refusal } = await denySsoUser.inspect(ctx, input)
    expect(refusal).toBeUndefined()
    const { receipt } = await denySsoUser.apply(ctx, input, snapshot)
    const policy = async () =>
      JSON.parse(
        (await sso.getInlinePolicyForPermissionSet({ InstanceArn, PermissionSetArn })).InlinePolicy ?? "{}",
      ) as { Statement: { Sid: string }[] }
    expect((await policy()).Statement.map((each) => each.Sid)).toEqual([
      "Keep",
      expect.stringMatching(/^FirebreakDenyINC1/),
    ])
    const { proofs } = await denySsoUser.verify(ctx, input, receipt, new Date())
    expect(proofs.filter((proof) => proof.outcome === "holds").length).toBeLessThan(2)
    await denySsoUser.undo?.(ctx, input, receipt)
    expect(await policy()).toEqual(JSON.parse(before))
  })
})
