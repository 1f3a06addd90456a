import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  paginateListUsers,
  SimulatePrincipalPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam"
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { outcome, startTestRange, type TestCredentials } from "../../testing/start-test-range.ts"

const denyAll = "arn:aws:iam::aws:policy/AWSDenyAll"
let range: Awaited<ReturnType<typeof startTestRange>>
let admin: TestCredentials
let accountId: string

beforeAll(async () => {
  range = await startTestRange({ propagationMs: [3000, 4000] })
  const account = await range.control.createAccount({ scenario: "empty" })
  accountId = account.accountId
  admin = account.administrator
})
afterAll(() => range.range.close())

const settle = () => range.clock.jump(4001)

async function newUser(name: string, statement: object): Promise<TestCredentials> {
  const iam = range.iam(admin)
  await iam.send(new CreateUserCommand({ UserName: name }))
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] })
  await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: "own", PolicyDocument }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }))
  settle()
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" }
}

test("a wrong secret, an unknown key and a foreign token are told apart", async () => {
  const who = (keys: TestCredentials) => outcome(range.sts(keys).send(new GetCallerIdentityCommand({})))
  expect(await who(admin)).toBe("ok")
  expect(await who({ ...admin, secretAccessKey: "wrong" })).toBe("SignatureDoesNotMatch")
  expect(await who({ ...admin, accessKeyId: "AKIAQQQQQQQQQQQQQQQQ" })).toBe("InvalidClientTokenId")
  expect(await who({ ...admin, sessionToken: "made-up" })).toBe("InvalidClientTokenId")
})

test("an identity may do what its policies allow, on what they name", async () => {
  const keys = await newUser("reader", {
    Effect: "Allow",
    Action: "iam:GetUser",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    Resource: "arn:aws:iam::*:user/${aws:username}",
  })
  const iam = range.iam(keys)
  expect((await iam.send(new GetUserCommand({}))).User?.UserName).toBe("reader")
  const refused = iam.send(new GetUserCommand({ UserName: "practice-administrator" }))
  await expect(refused).rejects.toThrow(
    `User: arn:aws:iam::${accountId}:user/reader is not authorized to perform: iam:GetUser on resource: arn:aws:iam::${accountId}:user/practice-administrator because no identity-based policy allows the iam:GetUser action`,
  )
})

test("a deny is read back at once and takes effect only after it has propagated", async () => {
  const keys = await newUser("busy", { Effect: "Allow", Action: "*", Resource: "*" })
  const act = () => outcome(range.iam(keys).send(new ListUsersCommand({})))
  await range.iam(admin).send(new AttachUserPolicyCommand({ UserName: "busy", PolicyArn: denyAll }))
  const read = await range.iam(admin).send(new ListAttachedUserPoliciesCommand({ UserName: "busy" }))
  expect(read.AttachedPolicies?.map((each) => each.PolicyArn)).toEqual([denyAll])
  expect(await act()).toBe("ok")
  settle()
  expect(await act()).toBe("AccessDenied")
  expect(await outcome(range.sts(keys).send(new GetCallerIdentityCommand({})))).toBe("ok")
  await range.iam(admin).send(new DetachUserPolicyCommand({ UserName: "busy", PolicyArn: denyAll }))
  settle()
  expect(await act()).toBe("ok")
})

test("a deactivated key works until that has propagated; its session tokens work on", async () => {
  const keys = await newUser("keyed", { Effect: "Allow", Action: "*", Resource: "*" })
  const session = (await range.sts(keys).send(new GetSessionTokenCommand({}))).Credentials
  const sessionKeys = {
    accessKeyId: session?.AccessKeyId ?? "",
    secretAccessKey: session?.SecretAccessKey ?? "",
    sessionToken: session?.SessionToken,
  }
  const off = { UserName: "keyed", AccessKeyId: keys.accessKeyId, Status: "Inactive" as const }
  await range.iam(admin).send(new UpdateAccessKeyCommand(off))
  const listed = await range.iam(admin).send(new ListAccessKeysCommand({ UserName: "keyed" }))
  expect(listed.AccessKeyMetadata?.[0]?.Status).toBe("Inactive")
  const who = (each: TestCredentials) => outcome(range.sts(each).send(new GetCallerIdentityCommand({})))
  expect(await who(keys)).toBe("ok")
  settle()
  expect(await who(keys)).toBe("InvalidClientTokenId")
  expect(await who(sessionKeys)).toBe("ok")
  const used = await range.iam(admin).send(new GetAccessKeyLastUsedCommand({ AccessKeyId: keys.accessKeyId }))
  expect(used).toMatchObject({ UserName: "keyed", AccessKeyLastUsed: { ServiceName: "sts" } })
})

test("a deny of older sessions stops those issued before the cut-off and no others", async () => {
  const iam = range.iam(admin)
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "x-1" } },
      },
    ],
  }
  const role = await iam.send(
    new CreateRoleCommand({ RoleName: "shared", AssumeRolePolicyDocument: JSON.stringify(trust) }),
  )
  const allow = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:*", Resource: "*" }] }
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "shared",
      PolicyName: "allow",
      PolicyDocument: JSON.stringify(allow),
    }),
  )
  settle()
  const assume = async (name: string, ExternalId?: string) => {
    const { Credentials } = await range
      .sts(admin)
      .send(new AssumeRoleCommand({ RoleArn: role.Role?.Arn, RoleSessionName: name, ExternalId }))
    return {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken,
    }
  }
  expect(await outcome(assume("no-id"))).toBe("AccessDenied")
  const older = await assume("older", "x-1")
  range.clock.jump(5000)
  const cutoff = new Date(range.clock.now()).toISOString()
  const deny = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": cutoff } },
      },
    ],
  }
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "shared",
      PolicyName: "deny-older",
      PolicyDocument: JSON.stringify(deny),
    }),
  )
  const back = await iam.send(new GetRolePolicyCommand({ RoleName: "shared", PolicyName: "deny-older" }))
  expect(JSON.parse(decodeURIComponent(back.PolicyDocument ?? ""))).toEqual(deny)
  settle()
  const newer = await assume("newer", "x-1")
  expect(await outcome(range.iam(older).send(new ListUsersCommand({})))).toBe("AccessDenied")
  expect(await outcome(range.iam(newer).send(new ListUsersCommand({})))).toBe("ok")

  const arn = role.Role?.Arn
  const simulate = async (
    ContextEntries?: { ContextKeyName: string; ContextKeyType: "date"; ContextKeyValues: string[] }[],
  ) =>
    (
      await iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: arn,
          ActionNames: ["s3:DeleteObject", "iam:GetUser"],
          ContextEntries,
        }),
      )
    ).EvaluationResults
  const blind = await simulate()
  expect(blind?.map((each) => each.EvalDecision)).toEqual(["implicitDeny", "allowed"])
  expect(blind?.[0]?.MissingContextValues).toEqual(["aws:tokenissuetime"])
  const seen = await simulate([
    {
      ContextKeyName: "aws:TokenIssueTime",
      ContextKeyType: "date",
      ContextKeyValues: ["2020-01-01T00:00:00Z"],
    },
  ])
  expect(seen?.map((each) => each.EvalDecision)).toEqual(["explicitDeny", "explicitDeny"])
  expect(seen?.[0]?.MatchedStatements?.[0]?.SourcePolicyId).toBe("role_shared_deny-older")
})

test("quotas, conflicts and malformed documents are refused as IAM refuses them", async () => {
  const iam = range.iam(admin)
  await iam.send(new CreateUserCommand({ UserName: "full" }))
  const long = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "s3:Get*",
        Resource: Array.from({ length: 60 }, (_, i) => `arn:aws:s3:::a-bucket-with-a-long-name-${i}/*`),
      },
    ],
  })
  const put = (PolicyDocument: string) =>
    outcome(iam.send(new PutUserPolicyCommand({ UserName: "full", PolicyName: "p", PolicyDocument })))
  expect(await put(long)).toBe("LimitExceededException")
  expect(await put("{}")).toBe("MalformedPolicyDocumentException")
  expect(await put('{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*"}]}')).toBe(
    "MalformedPolicyDocumentException",
  )
  expect(await outcome(iam.send(new CreateUserCommand({ UserName: "full" })))).toBe(
    "EntityAlreadyExistsException",
  )
  expect(await outcome(iam.send(new GetUserPolicyCommand({ UserName: "full", PolicyName: "none" })))).toBe(
    "NoSuchEntityException",
  )
  await iam.send(new AttachUserPolicyCommand({ UserName: "full", PolicyArn: denyAll }))
  expect(await outcome(iam.send(new DeleteUserCommand({ UserName: "full" })))).toBe("DeleteConflictException")
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:user/nobody` },
        Action: "sts:AssumeRole",
      },
    ],
  })
  expect(
    await outcome(iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "shared", PolicyDocument: trust }))),
  ).toBe("MalformedPolicyDocumentException")
})

test("lists are paged and the whole account can be read at once", async () => {
  const iam = range.iam(admin)
  for (let i = 0; i < 7; i++)
    await iam.send(
      new CreateUserCommand({
        UserName: `paged-${i}`,
        Path: "/paged/",
        Tags: [{ Key: "n", Value: String(i) }],
      }),
    )
  const names: string[] = []
  let pages = 0
  for await (const page of paginateListUsers({ client: iam, pageSize: 3 }, { PathPrefix: "/paged/" })) {
    pages++
    names.push(...(page.Users ?? []).map((user) => user.UserName ?? ""))
  }
  expect([pages, names]).toEqual([3, Array.from({ length: 7 }, (_, i) => `paged-${i}`)])
  const details = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["User", "Role"] }))
  const paged = details.UserDetailList?.find((each) => each.UserName === "paged-3")
  expect(paged?.Tags).toEqual([{ Key: "n", Value: "3" }])
  expect(details.RoleDetailList?.[0]?.RolePolicyList?.map((each) => each.PolicyName)).toContain("deny-older")
  expect(
    details.RoleDetailList?.[0]?.RolePolicyList?.every((each) =>
      JSON.parse(decodeURIComponent(each.PolicyDocument ?? "")),
    ),
  ).toBe(true)
})
