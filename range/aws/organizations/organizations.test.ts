import { IAM } from "@aws-sdk/client-iam"
import { Organizations } from "@aws-sdk/client-organizations"
import { S3 } from "@aws-sdk/client-s3"
import { SSOAdmin } from "@aws-sdk/client-sso-admin"
import { STS } from "@aws-sdk/client-sts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createAccount } from "../../scenarios/create-account.ts"
import { outcome, startTestRange, type TestCredentials } from "../../testing/start-test-range.ts"
import { openSsoSession } from "../sso/open-session.ts"

let range: Awaited<ReturnType<typeof startTestRange>>
beforeAll(async () => {
  range = await startTestRange()
})
afterAll(() => range.range.close())

function scene() {
  const { world, endpoints } = range.range
  const made = createAccount(world, { scenario: "organization", seed: 7 })
  const account = world.accounts.get(made.accountId)
  const { organization } = made
  if (!organization || !account?.organization) throw new Error("The scenario makes an organisation")
  const common = (credentials: TestCredentials, endpoint: string) => ({
    credentials,
    endpoint,
    region: made.region,
    maxAttempts: 1,
  })
  const admin = organization.administrator
  return {
    made,
    account,
    organization,
    tree: account.organization,
    organizations: new Organizations(common(admin, endpoints.organizations)),
    sso: new SSOAdmin(common(admin, endpoints["sso-admin"])),
    sts: (keys: TestCredentials) => new STS(common(keys, endpoints.sts)),
    iam: (keys: TestCredentials) => new IAM(common(keys, endpoints.iam)),
    s3: (keys: TestCredentials) => new S3({ ...common(keys, endpoints.s3), forcePathStyle: true }),
  }
}

const deny = (conditions: object, action = "*") =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: action, Resource: "*", Condition: conditions }],
  })

test("a service control policy stops administrators and root of a member, and nobody in the management account", async () => {
  const { made, organization, organizations, iam } = scene()
  const { Policy } = await organizations.createPolicy({
    Name: "stop",
    Description: "",
    Type: "SERVICE_CONTROL_POLICY",
    Content: deny({ Null: { "aws:AssumedRoot": "true" } }, "iam:ListUsers"),
  })
  const PolicyId = Policy?.PolicySummary?.Id ?? ""
  expect(await outcome(iam(made.administrator).listUsers())).toBe("ok")
  await organizations.attachPolicy({ PolicyId, TargetId: organization.rootId })
  expect(await outcome(iam(made.administrator).listUsers())).toBe("AccessDenied")
  expect(await outcome(iam(organization.rootKey).listUsers())).toBe("AccessDenied")
  expect(await outcome(iam(organization.rootKey).listRoles())).toBe("ok")
  expect(await outcome(iam(organization.administrator).listUsers())).toBe("ok")
  const simulated = await iam(made.administrator).simulatePrincipalPolicy({
    PolicySourceArn: made.administrator.arn,
    ActionNames: ["iam:ListUsers"],
  })
  expect(simulated.EvaluationResults?.[0]).toMatchObject({
    EvalDecision: "explicitDeny",
    OrganizationsDecisionDetail: { AllowedByOrganizations: false },
  })
  await organizations.detachPolicy({ PolicyId, TargetId: organization.rootId })
  expect(await outcome(iam(made.administrator).listUsers())).toBe("ok")
})

test("sizes, counts and the last policy are limited", async () => {
  const { made, organization, organizations, tree } = scene()
  const create = (Name: string, Content = deny({})) =>
    organizations.createPolicy({ Name, Description: "", Type: "SERVICE_CONTROL_POLICY", Content })
  const long = deny({ StringEquals: { "aws:userid": Array.from({ length: 400 }, (_, i) => `user-${i}-xx`) } })
  await expect(create("long", long)).rejects.toMatchObject({
    name: "ConstraintViolationException",
    Reason: "POLICY_CONTENT_LIMIT_EXCEEDED",
  })
  const harmless = deny({ StringEquals: { "aws:userid": "nobody" } })
  for (let i = 0; i < 5; i++) {
    const { Policy } = await create(`p${i}`, harmless)
    const attach = organizations.attachPolicy({
      PolicyId: Policy?.PolicySummary?.Id,
      TargetId: made.accountId,
    })
    if (i < 4) await attach
    else await expect(attach).rejects.toMatchObject({ Reason: "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" })
  }
  const last = { PolicyId: "p-FullAWSAccess", TargetId: organization.unitId }
  await expect(organizations.detachPolicy(last)).rejects.toMatchObject({
    Reason: "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
  })
  tree.state.scpEnabled = false
  expect(await outcome(organizations.attachPolicy(last))).toBe("PolicyTypeNotEnabledException")
})

test("a permission set reaches its role only by provisioning, and IAM refuses to edit that role", async () => {
  const { made, account, organization, tree, sso, iam, s3 } = scene()
  const { world } = range.range
  const [noor] = organization.users
  const set = organization.permissionSets[0]?.arn ?? ""
  const session = openSsoSession(world, tree, {
    account,
    userName: noor?.name ?? "",
    permissionSet: "PlatformDeploy",
  })
  const keys = {
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secret,
    sessionToken: session.token,
  }
  expect(await outcome(s3(keys).listBuckets())).toBe("ok")
  const role = { RoleName: session.issuerName, PolicyName: "x", PolicyDocument: deny({}) }
  expect(await outcome(iam(made.administrator).putRolePolicy(role))).toBe("UnmodifiableEntityException")
  const named = { InstanceArn: organization.instanceArn, PermissionSetArn: set }
  await sso.putInlinePolicyToPermissionSet({
    ...named,
    InlinePolicy: deny({ StringEquals: { "identitystore:UserId": noor?.id ?? "" } }),
  })
  expect(await outcome(s3(keys).listBuckets())).toBe("ok")
  const behind = await sso.listAccountsForProvisionedPermissionSet({
    ...named,
    ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED",
  })
  expect(behind.AccountIds).toContain(made.accountId)
  const started = await sso.provisionPermissionSet({ ...named, TargetType: "ALL_PROVISIONED_ACCOUNTS" })
  const told = await sso.describePermissionSetProvisioningStatus({
    InstanceArn: organization.instanceArn,
    ProvisionPermissionSetRequestId: started.PermissionSetProvisioningStatus?.RequestId,
  })
  expect(told.PermissionSetProvisioningStatus?.Status).toBe("SUCCEEDED")
  expect(await outcome(s3(keys).listBuckets())).toBe("AccessDenied")
})

test("a privileged root session may delete root's keys, and not turn them off", async () => {
  const { made, organization, tree, sts, iam } = scene()
  const assume = () =>
    sts(organization.administrator).assumeRoot({
      TargetPrincipal: made.accountId,
      TaskPolicyArn: { arn: "arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials" },
    })
  const { Credentials } = await assume()
  const keys = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  }
  const AccessKeyId = organization.rootKey.accessKeyId
  const listed = await iam(keys).listAccessKeys()
  expect(listed.AccessKeyMetadata?.map((key) => key.AccessKeyId)).toEqual([AccessKeyId])
  expect(await outcome(iam(keys).updateAccessKey({ AccessKeyId, Status: "Inactive" }))).toBe("AccessDenied")
  expect(await outcome(iam(organization.rootKey).listUsers())).toBe("ok")
  expect(await outcome(iam(keys).deleteAccessKey({ AccessKeyId }))).toBe("ok")
  expect(await outcome(iam(organization.rootKey).listUsers())).toBe("InvalidClientTokenId")
  tree.rootFeatures = []
  expect(await outcome(assume())).toBe("AccessDenied")
})
