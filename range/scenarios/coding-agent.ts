import type { Account } from "../aws/account.ts"
import type { World } from "../aws/world.ts"
import { rememberBaseline } from "./assess-truth.ts"
import { fillBuckets } from "./coding-agent-buckets.ts"
import { agentUserName, pipelineUserName, purgeMachineArn, sharedRoleName } from "./coding-agent-names.ts"
import { responderPolicies } from "./responder-policy.ts"
import { addGroup, addRole, addUser, keyPair, policyText, type ScenarioSummary } from "./scenario.ts"
import { seededRandom } from "./seeded-random.ts"

const day = 86_400_000

/**
 * A small company's account: a coding agent with its own IAM user and more rights than it needs, a deploy role
 * shared with the release pipeline, invoices and uploads in S3, and a trail that sees some buckets and not others.
 */
export function fillCodingAgentAccount(world: World, account: Account, seed: number): ScenarioSummary {
  const now = world.clock.now()
  const ago = (days: number) => now - days * day
  account.alias = `harborline-${account.id.slice(-4)}`
  const names = fillBuckets(world, account, seededRandom(seed), now)
  const ours = ["arn:aws:s3:::harborline-*"]
  const keepTrail = {
    Sid: "KeepTheTrail",
    Effect: "Deny" as const,
    Action: ["s3:Delete*", "s3:Put*"],
    Resource: [`arn:aws:s3:::${names.trailBucket}`, `arn:aws:s3:::${names.trailBucket}/*`],
  }
  addGroup(
    account,
    "engineering",
    {
      "read-own-identity": policyText({
        Effect: "Allow",
        Action: ["iam:GetUser", "iam:ListAccessKeys"],
        Resource: `arn:aws:iam::${account.id}:user/\${aws:username}`,
      }),
    },
    ago(400),
  )
  const sharedRole = `arn:aws:iam::${account.id}:role/${sharedRoleName}`
  const agent = addUser(world, account, agentUserName, {
    createdAt: ago(47),
    keys: 1,
    groups: ["engineering"],
    tags: { firebreak: "containable", owner: "platform-team", purpose: "coding agent" },
    inline: {
      "infra-automation": policyText(
        { Sid: "Storage", Effect: "Allow", Action: ["s3:*"], Resource: ours },
        {
          Sid: "See",
          Effect: "Allow",
          Action: ["s3:ListAllMyBuckets", "iam:ListUsers", "iam:ListRoles", "iam:GetRole"],
          Resource: "*",
        },
        {
          Sid: "OwnKeys",
          Effect: "Allow",
          Action: ["iam:CreateAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey"],
          Resource: `arn:aws:iam::${account.id}:user/\${aws:username}`,
        },
        { Sid: "Deploy", Effect: "Allow", Action: "sts:AssumeRole", Resource: sharedRole },
        {
          Sid: "Archive",
          Effect: "Allow",
          Action: "states:StartExecution",
          Resource: purgeMachineArn(account),
        },
        keepTrail,
      ),
    },
  })
  const pipeline = addUser(world, account, pipelineUserName, {
    createdAt: ago(390),
    keys: 1,
    tags: { owner: "release-engineering" },
    inline: {
      "assume-deploy": policyText({ Effect: "Allow", Action: "sts:AssumeRole", Resource: sharedRole }),
    },
  })
  const human = addUser(world, account, "maria.lindqvist", {
    createdAt: ago(700),
    groups: ["engineering"],
    attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    inline: {
      "assume-deploy": policyText({ Effect: "Allow", Action: "sts:AssumeRole", Resource: sharedRole }),
    },
  })
  addRole(account, sharedRoleName, {
    createdAt: ago(380),
    description: "Publishes releases; assumed by the pipeline, by engineers and by the coding agent",
    trust: policyText({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: [agent.arn, pipeline.arn, human.arn] },
    }),
    tags: { firebreak: "containable", owner: "platform-team" },
    inline: {
      "deploy-storage": policyText({ Effect: "Allow", Action: ["s3:*"], Resource: ours }, keepTrail),
    },
  })
  addRole(account, "harborline-api", {
    createdAt: ago(600),
    description: "Runtime of the API servers",
    trust: policyText({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "ec2.amazonaws.com" },
    }),
    inline: {
      storage: policyText({ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: ours }),
    },
  })
  const breakGlass = addUser(world, account, "BreakGlass-oncall", {
    createdAt: ago(800),
    attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    keys: 1,
    tags: { purpose: "break-glass" },
  })
  const administrator = addUser(world, account, "practice-administrator", {
    createdAt: ago(800),
    attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    keys: 1,
  })
  const responder = addResponder(world, account, names.trailBucket, ago(20))
  world.iamChanged(account, true)
  rememberBaseline(world, account)
  return {
    administrator: { ...keyPair(administrator), arn: administrator.arn },
    responder,
    agent: {
      userName: agent.name,
      arn: agent.arn,
      accessKeyId: keyPair(agent).accessKeyId,
      sharedRoleArn: sharedRole,
      sharedRoleName,
    },
    bystanders: [pipeline, human].map((user) => ({ arn: user.arn, sharedRoleArn: sharedRole })),
    breakGlass: { arn: breakGlass.arn },
    buckets: names.buckets,
    trail: names.trail,
  }
}

function addResponder(
  world: World,
  account: Account,
  trailBucket: string,
  createdAt: number,
): ScenarioSummary["responder"] {
  const externalId = `firebreak-${account.id}`
  const roleArn = `arn:aws:iam::${account.id}:role/FirebreakResponder`
  const user = addUser(world, account, "firebreak-connector", {
    createdAt,
    keys: 1,
    inline: {
      "assume-responder": policyText({
        Effect: "Allow",
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
        Resource: roleArn,
      }),
    },
  })
  addRole(account, "FirebreakResponder", {
    createdAt,
    description: "Contains, assesses and restores during an incident",
    trust: policyText({
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
      Principal: { AWS: user.arn },
      Condition: { StringEquals: { "sts:ExternalId": externalId } },
    }),
    inline: responderPolicies(account.id, trailBucket),
  })
  return { ...keyPair(user), userArn: user.arn, roleArn, externalId }
}
