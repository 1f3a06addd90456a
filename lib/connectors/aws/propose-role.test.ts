import type { IAM } from "@aws-sdk/client-iam"
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
} from "@/lib/testing/aws-scene"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { chooseRoleMode } from "./choose-role-mode"
import { denyRole } from "./deny-role"
import { machinesOf } from "./machine-roles"
import { proposeContainment } from "./propose-containment"
import type { RoleUse } from "./role-use"

let range: TestRange
let account: RangeAccount
let iam: IAM
let agent: { arn: string; keys: RangeKeys }
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 13 })
  iam = administratorOf(account).iam
  agent = await addAgentUser(account, "taking-agent")
})
afterAll(() => range.close())

const roleRef = (identifier: string) => ({ id: "r", kind: "aws.role", identifier, label: "role" })

test.each([
  ["ec2.amazonaws.com", /instance metadata of EC2/, /replace-iam-instance-profile-association/, /ec2\/home/],
  ["ecs-tasks.amazonaws.com", /task metadata of ECS/, /force a new deployment/, /\/ecs\//],
  ["lambda.amazonaws.com", /^Lambda hands out/, /update-function-configuration --role/, /\/lambda\//],
  ["pods.eks.amazonaws.com", /EKS Pod Identity/, /pod identity association/, /\/eks\//],
  ["glue.amazonaws.com", /glue\.amazonaws\.com hands out/, /what runs in glue/, /\/iam\//],
])(
  "the role of %s is denied as a whole, with what its honest workload needs",
  async (Service, why, repair, link) => {
    const RoleName = `machine-${Service.split(".")[0]}`
    const arn = await addSharedRole(account, RoleName, { Service })
    const { steps, notes, manual } = await proposeContainment(awsContext(account), [roleRef(arn)])
    expect(steps.map((step) => step.action)).toEqual(["aws.deny-role"])
    expect(notes[0]).toMatchObject({ mode: "Deny the role", reason: expect.stringMatching(why) })
    expect(notes[0]?.reason).toMatch(/ending the present ones alone would not hold/)
    expect(manual).toEqual([
      expect.objectContaining({
        credentialId: "r",
        instructions: expect.stringMatching(repair),
        link: expect.stringMatching(link),
      }),
      // The role is an administrator's, and this connection has no access to the organisation.
      expect.objectContaining({ credentialId: null, instructions: expect.stringContaining(arn) }),
    ])
    const step = await runAction(awsContext(account), denyRole, { roleName: RoleName })
    expect(step.holding).toEqual(["read-back", "policy-simulation"])
    expect(await step.undo()).toMatch(/was detached/)
  },
)

test("a role that only an instance profile gives away counts as a machine's", async () => {
  const arn = await addSharedRole(account, "profiled", { AWS: agent.arn })
  await iam.createInstanceProfile({ InstanceProfileName: "profiled" })
  await iam.addRoleToInstanceProfile({ InstanceProfileName: "profiled", RoleName: "profiled" })
  const { notes, manual } = await proposeContainment(awsContext(account), [roleRef(arn)])
  expect(notes[0]?.mode).toBe("Deny the role")
  expect(manual[0]?.title).toContain("(profiled)")
})

test("IRSA is known by its cluster's token issuer, and says why deleting the service account is not enough", () => {
  const federated = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC"
  const use: RoleUse = {
    principals: [],
    services: [federated],
    instanceProfiles: [],
    sessions: [],
    unknown: "",
  }
  const machines = machinesOf(use)
  expect(machines).toMatchObject([{ name: federated, by: expect.stringContaining("IRSA") }])
  expect(machines[0]?.repair).toMatch(/STS checks a stolen token offline/)
  const batch = { userArns: [], roleArns: [] }
  const given = { arn: "arn:aws:iam::123456789012:role/pod", batch, machines, held: [], alone: false }
  expect(chooseRoleMode(use, given)).toMatchObject({ kind: "whole", reason: expect.stringContaining("IRSA") })
  // A person's sign-in is no machine.
  const saml = "arn:aws:iam::123456789012:saml-provider/okta"
  expect(machinesOf({ ...use, services: [saml] })).toEqual([])
})

test("a session that an instance opened means the whole role, although a user of the plan may take it too", async () => {
  await addSharedRole(account, "mixed", { AWS: agent.arn, Service: "ec2.amazonaws.com" })
  const session = `arn:aws:sts::${account.accountId}:assumed-role/mixed/i-0a1b2c3d4e5f60718`
  const { notes, steps } = await proposeContainment(awsContext(account), [
    { id: "u", kind: "aws.iam-user", identifier: agent.arn, label: "user" },
    { id: "s", kind: "aws.role-session", identifier: session, label: "session" },
  ])
  expect(notes.find((note) => note.credentialId === "s")?.reason).toMatch(/is a machine's/)
  expect(steps.filter((step) => step.credentialId === "s").map((step) => step.action)).toEqual([
    "aws.deny-role",
  ])
})

test("a shared role whose session's opener works for others too is denied as a whole, not half", async () => {
  const other = await addAgentUser(account, "other-taker")
  const arn = await addSharedRole(account, "busy", { AWS: [agent.arn, other.arn] })
  const take = (keys: RangeKeys, RoleSessionName: string) =>
    clientsOf(account, keys).sts.assumeRole({ RoleArn: arn, RoleSessionName })
  const mine = keysOf((await take(agent.keys, "agent-1")).Credentials)
  await take(agent.keys, "honest-2")
  await take(other.keys, "release-7")
  const session = `arn:aws:sts::${account.accountId}:assumed-role/busy/agent-1`
  const ctx = awsContext(account)
  const { notes, steps } = await proposeContainment(ctx, [
    { id: "s", kind: "aws.role-session", identifier: session, label: "session" },
  ])
  expect(notes[0]).toMatchObject({ mode: "Deny the role" })
  expect(steps.map((step) => step.action)).toEqual(["aws.deny-role"])
  await runAction(ctx, denyRole, { roleName: "busy" })
  expect(await outcomeOf(clientsOf(account, mine).s3.listBuckets({}))).toBe("AccessDenied")
})
