import type { Account } from "../account.ts"
import { AwsError } from "../aws-error.ts"
import type { World } from "../world.ts"

export interface AccessEntry {
  principalArn: string
  username: string
  groups: string[]
  type: string
  tags: Record<string, string>
  createdAt: number
  modifiedAt: number
  policies: AccessPolicy[]
}

export interface AccessPolicy {
  policyArn: string
  scope: { type: string; namespaces: string[] }
  associatedAt: number
  modifiedAt: number
}

export type AuthenticationMode = "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP"

export interface Cluster {
  name: string
  region: string
  arn: string
  account: Account
  createdAt: number
  mode: AuthenticationMode
  roleArn: string
  entries: Map<string, AccessEntry>
  /** The aws-auth ConfigMap; null where it was never made. */
  awsAuth: { data: Record<string, string>; resourceVersion: number; uid: string } | null
}

const clusters = new WeakMap<Account, Map<string, Cluster>>()
const addresses = new WeakMap<World, string>()

/** Where the clusters of this world answer; their own paths are appended. */
export function setClusterAddress(world: World, url: string): void {
  addresses.set(world, url)
}

export function clusterEndpoint(world: World, cluster: Cluster): string {
  return `${addresses.get(world) ?? ""}/${cluster.account.id}/${cluster.region}/${cluster.name}`
}

export function clustersOf(account: Account): Map<string, Cluster> {
  const found = clusters.get(account) ?? new Map<string, Cluster>()
  clusters.set(account, found)
  return found
}

export function findCluster(account: Account, region: string, name: string): Cluster | undefined {
  return clustersOf(account).get(`${region} ${name}`)
}

export function requireCluster(account: Account, region: string, name: string): Cluster {
  const found = findCluster(account, region, name)
  if (found) return found
  throw new AwsError("ResourceNotFoundException", `No cluster found for name: ${name}.`, 404)
}

/** A cluster that is ready at once. */
export function addCluster(
  account: Account,
  plan: Pick<Cluster, "name" | "region" | "createdAt" | "mode" | "roleArn"> & {
    awsAuth?: Record<string, string>
  },
): Cluster {
  const { awsAuth, ...rest } = plan
  const cluster: Cluster = {
    ...rest,
    account,
    arn: `arn:aws:eks:${plan.region}:${account.id}:cluster/${plan.name}`,
    entries: new Map(),
    awsAuth: awsAuth ? { data: awsAuth, resourceVersion: 1041, uid: crypto.randomUUID() } : null,
  }
  clustersOf(account).set(`${plan.region} ${plan.name}`, cluster)
  return cluster
}

export function addAccessEntry(
  cluster: Cluster,
  plan: { principalArn: string; now: number } & Partial<
    Pick<AccessEntry, "username" | "groups" | "type" | "tags">
  >,
): AccessEntry {
  const { principalArn, now } = plan
  const entry: AccessEntry = {
    principalArn,
    username: plan.username ?? defaultUsername(principalArn),
    groups: plan.groups ?? [],
    type: plan.type ?? "STANDARD",
    tags: plan.tags ?? {},
    createdAt: now,
    modifiedAt: now,
    policies: [],
  }
  cluster.entries.set(principalArn, entry)
  return entry
}

function defaultUsername(arn: string): string {
  const role = /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(arn)
  return role ? `arn:${role[1]}:sts::${role[2]}:assumed-role/${role[3]}/{{SessionName}}` : arn
}
