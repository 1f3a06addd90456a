import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreateClusterCommand,
  DeleteAccessEntryCommand,
  EKSClient,
} from "@aws-sdk/client-eks"
import { CreateAccessKeyCommand, IAMClient, UpdateAccessKeyCommand } from "@aws-sdk/client-iam"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connectorContext } from "@/lib/testing/connector-context"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import type { ActionHandler, ConnectorContext, JsonObject } from "../contract"
import { readCluster } from "./cluster-access"
import { clusterApi } from "./cluster-client"
import type { ClusterAccessInput } from "./cluster-input"
import { denyUser } from "./deny-user"
import { proposeContainment } from "./propose-containment"
import { removeAwsAuthMapping } from "./remove-aws-auth-mapping"
import { removeEksAccessEntry } from "./remove-eks-access-entry"
import { signClusterToken } from "./sign-cluster-token"

let range: TestRange
let account: RangeAccount
let ctx: ConnectorContext
let eks: EKSClient
let agentArn = ""
let agentKeys: RangeKeys

const region = "eu-west-1"
const policyArn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 3 })
  ctx = connectorContext(account)
  const keys = account.administrator as RangeKeys
  const common = { region, credentials: keys, maxAttempts: 1 }
  eks = new EKSClient({ ...common, endpoint: account.endpoints.eks ?? "" })
  agentArn = (account.agent as { arn: string }).arn
  const iam = new IAMClient({ ...common, endpoint: account.endpoints.iam })
  const made = await iam.send(new CreateAccessKeyCommand({ UserName: "claude-code-infra" }))
  agentKeys = {
    accessKeyId: made.AccessKey?.AccessKeyId ?? "",
    secretAccessKey: made.AccessKey?.SecretAccessKey ?? "",
  }
})
afterAll(() => range.close())

async function makeCluster(
  name: string,
  mode: "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP",
): Promise<ClusterAccessInput> {
  await eks.send(
    new CreateClusterCommand({
      name,
      roleArn: `arn:aws:iam::${account.accountId}:role/cluster`,
      resourcesVpcConfig: {},
      accessConfig: { authenticationMode: mode },
    }),
  )
  return { region, clusterName: name, principalArn: agentArn }
}

async function addEntry(clusterName: string): Promise<void> {
  await eks.send(
    new CreateAccessEntryCommand({
      clusterName,
      principalArn: agentArn,
      kubernetesGroups: ["deployers"],
      tags: { owner: "platform" },
    }),
  )
  await eks.send(
    new AssociateAccessPolicyCommand({
      clusterName,
      principalArn: agentArn,
      policyArn,
      accessScope: { type: "namespace", namespaces: ["shop"] },
    }),
  )
}

/** What the agent sees when it knocks: an HTTP status of the cluster's own API. */
async function knock({ clusterName }: ClusterAccessInput, keys = agentKeys): Promise<number> {
  const { address } = await readCluster(ctx, { region, clusterName })
  const token = signClusterToken({
    signer: keys,
    stsUrl: account.endpoints.sts,
    region,
    clusterName,
    now: new Date(),
  })
  const answer = await fetch(`${address.endpoint}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  })
  return answer.status
}

async function run(handler: ActionHandler<ClusterAccessInput>, input: ClusterAccessInput) {
  const { snapshot } = await handler.inspect(ctx, input)
  const applied = await handler.apply(ctx, input, snapshot)
  const verified = await handler.verify(ctx, input, applied.receipt, new Date())
  return { snapshot, ...applied, outcomes: verified.proofs.map((proof) => [proof.kind, proof.outcome]) }
}

test("a deny of everything does not keep the agent out; without its entry it is turned away, and undo lets it in", async () => {
  const input = await makeCluster("prod", "API")
  await addEntry("prod")
  await denyUser.apply(ctx, { userName: "claude-code-infra" }, { arn: agentArn })
  expect(await knock(input)).toBe(201)
  const seen = await removeEksAccessEntry.inspect(ctx, input)
  expect(seen.inEffect).toBe("no")
  expect(seen.changes[0]).toContain("AmazonEKSClusterAdminPolicy, deployers")
  expect((await removeEksAccessEntry.readBack(ctx, input, seen.snapshot)).outcome).toBe("not_applied")
  const done = await run(removeEksAccessEntry, input)
  expect(done.changed).toBe(true)
  expect(done.outcomes).toEqual([
    ["read-back", "holds"],
    ["cluster-mapping", "holds"],
  ])
  expect(await knock(input)).toBe(401)
  expect((await removeEksAccessEntry.readBack(ctx, input, seen.snapshot)).outcome).toBe("applied")
  expect((await removeEksAccessEntry.apply(ctx, input, seen.snapshot)).changed).toBe(false)
  await removeEksAccessEntry.undo?.(ctx, input, done.receipt)
  expect(await knock(input)).toBe(201)
  const again = await removeEksAccessEntry.inspect(ctx, input)
  expect(again.snapshot).toEqual(seen.snapshot)
  expect(await removeEksAccessEntry.undo?.(ctx, input, done.receipt)).toMatchObject({ requestIds: [] })
})

test("an inactive key signs no token", async () => {
  const input = await makeCluster("keys", "API")
  await addEntry("keys")
  const iam = new IAMClient({
    region,
    credentials: account.administrator as RangeKeys,
    endpoint: account.endpoints.iam,
  })
  const set = (Status: "Active" | "Inactive") =>
    iam.send(
      new UpdateAccessKeyCommand({
        UserName: "claude-code-infra",
        AccessKeyId: agentKeys.accessKeyId,
        Status,
      }),
    )
  await set("Inactive")
  expect(await knock(input)).toBe(401)
  await set("Active")
  expect(await knock(input)).toBe(201)
})

const mapUsers = (arn: string) => `- userarn: arn:aws:iam::1:user/maria
  username: maria
  groups:
    - viewers
- userarn: ${arn}
  username: agent
  groups:
    - system:masters
`

test("without the entry aws-auth lets the agent in again: both ways are told, and both are closed", async () => {
  const input = await makeCluster("mixed", "API_AND_CONFIG_MAP")
  await addEntry("mixed")
  const { address } = await readCluster(ctx, input)
  const api = clusterApi(ctx, address)
  const auth = await api.readAwsAuth()
  await api.writeAwsAuth({ resourceVersion: auth?.resourceVersion ?? "", mapUsers: mapUsers(agentArn) })
  expect((await removeEksAccessEntry.inspect(ctx, input)).warnings[0]).toContain("system:masters")
  const entry = await run(removeEksAccessEntry, input)
  expect(entry.outcomes).toContainEqual(["cluster-mapping", "contradicts"])
  expect(await knock(input)).toBe(201)
  const mapping = await run(removeAwsAuthMapping, input)
  expect(mapping.outcomes).toEqual([
    ["read-back", "holds"],
    ["cluster-mapping", "holds"],
  ])
  expect(await knock(input)).toBe(401)
  expect((await api.readAwsAuth())?.mapUsers).toBe(
    "- userarn: arn:aws:iam::1:user/maria\n  username: maria\n  groups:\n    - viewers\n",
  )
  expect((await removeAwsAuthMapping.apply(ctx, input, mapping.snapshot)).changed).toBe(false)
  await removeAwsAuthMapping.undo?.(ctx, input, mapping.receipt)
  expect((await api.readAwsAuth())?.mapUsers).toBe(mapUsers(agentArn))
  expect(await knock(input)).toBe(201)
})

test("a write of somebody else in between is never overwritten", async () => {
  const input = await makeCluster("raced", "API_AND_CONFIG_MAP")
  const { address } = await readCluster(ctx, input)
  const api = clusterApi(ctx, address)
  const before = await api.readAwsAuth()
  const resourceVersion = before?.resourceVersion ?? ""
  await api.writeAwsAuth({ resourceVersion, mapUsers: mapUsers(agentArn) })
  await expect(api.writeAwsAuth({ resourceVersion, mapUsers: "" })).rejects.toMatchObject({
    kind: "conflict",
  })
  // Many at once: each one's write is kept, since a conflict is read again.
  const others = Array.from({ length: 6 }, (_, i) => `arn:aws:iam::1:user/u${i}`)
  const now = await api.readAwsAuth()
  await api.writeAwsAuth({
    resourceVersion: now?.resourceVersion ?? "",
    mapUsers: others.map((arn) => `- userarn: ${arn}\n  username: x\n`).join(""),
  })
  const each = (principalArn: string) => removeAwsAuthMapping.apply(ctx, { ...input, principalArn }, {})
  await Promise.all(others.slice(0, 3).map(each))
  expect((await api.readAwsAuth())?.mapUsers).toBe(
    others
      .slice(3)
      .map((arn) => `- userarn: ${arn}\n  username: x\n`)
      .join(""),
  )
})

test("a cluster that does not admit us says so: the mapping is no proof, and a step by hand", async () => {
  const input = await makeCluster("closed", "API_AND_CONFIG_MAP")
  await addEntry("closed")
  await eks.send(
    new DeleteAccessEntryCommand({
      clusterName: "closed",
      principalArn: (account.administrator as { arn: string }).arn,
    }),
  )
  const done = await run(removeEksAccessEntry, input)
  expect(done.outcomes).toContainEqual(["cluster-mapping", "cannot_tell"])
  const agent = { id: "1", kind: "aws.iam-user", identifier: agentArn, label: "agent" }
  const proposal = await proposeContainment(ctx, [agent])
  expect(proposal.manual.map((step) => step.title)).toContain("Read aws-auth of closed")
})

test("ways in are proposed with the user, each once, and by a credential of their own", async () => {
  const agent = { id: "1", kind: "aws.iam-user", identifier: agentArn, label: "agent" }
  const steps = (await proposeContainment(ctx, [agent])).steps.filter((step) =>
    /eks|aws-auth/.test(step.action),
  )
  expect(steps.map((step) => [step.action, (step.input as JsonObject).clusterName]).sort()).toEqual([
    ["aws.remove-aws-auth-mapping", "mixed"],
    ["aws.remove-eks-access-entry", "keys"],
    ["aws.remove-eks-access-entry", "prod"],
  ])
  const { arn } = await readCluster(ctx, { region, clusterName: "prod" })
  const own = { id: "2", kind: "aws.eks-access", identifier: `${arn}#${agentArn}`, label: "" }
  const alone = await proposeContainment(ctx, [own])
  expect(alone.steps.map((step) => [step.action, step.credentialId])).toEqual([
    ["aws.remove-eks-access-entry", "2"],
  ])
})

test("ourselves and a break-glass identity are refused; an unknown cluster is not found", async () => {
  const ours = (account.administrator as { arn: string }).arn
  const input = { region, clusterName: "prod", principalArn: ours }
  expect((await removeEksAccessEntry.inspect(ctx, input)).refusal).toContain("Firebreak's own access")
  const guarded = connectorContext(account, {
    protectedPatterns: [{ pattern: agentArn, reason: "last resort" }],
  })
  const agent = { ...input, principalArn: agentArn }
  expect((await removeEksAccessEntry.inspect(guarded, agent)).refusal).toContain("last resort")
  await expect(removeEksAccessEntry.inspect(ctx, { ...agent, clusterName: "nowhere" })).rejects.toMatchObject(
    { kind: "not_found" },
  )
})

test("nothing counts before the cluster has forgotten the tokens that it knows", async () => {
  const slow = connectorContext(account, { config: { clusterCacheSeconds: 120 } })
  const input = { region, clusterName: "prod", principalArn: agentArn }
  const { proofs } = await removeEksAccessEntry.verify(slow, input, {}, new Date())
  expect(proofs.map((proof) => proof.outcome)).toEqual(["not_yet"])
})
