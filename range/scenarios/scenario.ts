import type { Account } from "../aws/account.ts"
import type { AccessKey, Group, ManagedPolicy, Role, User } from "../aws/iam-state.ts"
import { secretKey, uniqueId } from "../aws/ids.ts"
import type { World } from "../aws/world.ts"

export interface KeyPair {
  accessKeyId: string
  secretAccessKey: string
}

/** What a scenario hands to whoever asked for the account. */
export interface ScenarioSummary {
  administrator: KeyPair & { arn: string }
  /** Least privilege: a user that may only assume the responder role, with this external id. */
  responder?: KeyPair & { userArn: string; roleArn: string; externalId: string }
  agent?: {
    userName: string
    arn: string
    accessKeyId: string
    sharedRoleArn: string
    sharedRoleName: string
  }
  /** Others who use the shared role: what a careless containment would hit. */
  bystanders?: { arn: string; sharedRoleArn: string }[]
  breakGlass?: { arn: string }
  buckets: { name: string; region: string; versioning: string; dataEvents: boolean }[]
  trail?: { name: string; arn: string; bucket: string }
  /** The organisation that the account is a member of, and Firebreak's role in its management account. */
  organization?: {
    managementAccountId: string
    administrator: KeyPair & { arn: string }
    roleArn: string
    externalId: string
    rootId: string
    unitId: string
    siblingAccountId: string
    rootKey: KeyPair
    instanceArn: string
    identityStoreId: string
    users: { id: string; name: string }[]
    permissionSets: { arn: string; name: string }[]
  }
}

export interface Statement {
  Sid?: string
  Effect: "Allow" | "Deny"
  Action: string | string[]
  Resource?: string | string[]
  Principal?: { AWS: string | string[] } | { Service: string } | "*"
  Condition?: Record<string, Record<string, string | string[]>>
}

export function policyText(...statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements })
}

interface UserPlan {
  inline?: Record<string, string>
  attached?: string[]
  groups?: string[]
  tags?: Record<string, string>
  createdAt: number
  path?: string
  keys?: number
}

/** Users, roles and groups written straight into the account, as if they had been there for months. */
export function addUser(world: World, account: Account, name: string, plan: UserPlan): User {
  const keys = Array.from({ length: plan.keys ?? 0 }, (): AccessKey => {
    const key = {
      id: uniqueId("AKIA"),
      secret: secretKey(),
      status: "Active" as const,
      createdAt: plan.createdAt,
    }
    world.ownKey(key.id, account)
    return key
  })
  const path = plan.path ?? "/"
  const user: User = {
    name,
    path,
    id: uniqueId("AIDA"),
    arn: `arn:aws:iam::${account.id}:user${path}${name}`,
    createdAt: plan.createdAt,
    inline: plan.inline ?? {},
    attached: plan.attached ?? [],
    groups: plan.groups ?? [],
    keys,
    tags: plan.tags ?? {},
  }
  account.iam.users.set(name, user)
  return user
}

export function keyPair(user: User): KeyPair {
  const key = user.keys[0]
  if (key === undefined) throw new Error(`${user.name} has no access key`)
  return { accessKeyId: key.id, secretAccessKey: key.secret }
}

interface RolePlan {
  trust: string
  inline?: Record<string, string>
  attached?: string[]
  tags?: Record<string, string>
  createdAt: number
  description?: string
}

export function addRole(account: Account, name: string, plan: RolePlan): Role {
  const role: Role = {
    name,
    path: "/",
    id: uniqueId("AROA"),
    arn: `arn:aws:iam::${account.id}:role/${name}`,
    createdAt: plan.createdAt,
    trust: plan.trust,
    description: plan.description,
    maxSessionSeconds: 3600,
    inline: plan.inline ?? {},
    attached: plan.attached ?? [],
    tags: plan.tags ?? {},
  }
  account.iam.roles.set(name, role)
  return role
}

export function addGroup(
  account: Account,
  name: string,
  inline: Record<string, string>,
  createdAt: number,
): Group {
  const arn = `arn:aws:iam::${account.id}:group/${name}`
  const group = { name, path: "/", id: uniqueId("AGPA"), arn, createdAt, inline, attached: [] }
  account.iam.groups.set(name, group)
  return group
}

export function addPolicy(
  account: Account,
  name: string,
  document: string,
  createdAt: number,
): ManagedPolicy {
  const policy: ManagedPolicy = {
    arn: `arn:aws:iam::${account.id}:policy/${name}`,
    name,
    path: "/",
    id: uniqueId("ANPA"),
    createdAt,
    updatedAt: createdAt,
    defaultVersion: "v1",
    versions: [{ id: "v1", document, createdAt }],
    tags: {},
  }
  account.iam.policies.set(policy.arn, policy)
  return policy
}
