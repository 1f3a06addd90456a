import "server-only"
import type { ConnectorContext, JsonObject, ProofObservation } from "../contract"
import { isPlatformError } from "../platform-error"
import { type AuthMapping, mapsPrincipal, readMappings } from "./auth-mappings"
import { readAws } from "./client"
import { type AwsAuth, type ClusterAddress, clusterApi } from "./cluster-client"
import type { ClusterAccessInput } from "./cluster-input"

export type ClusterFacts = {
  address: ClusterAddress
  arn: string
  /** "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP"; new words are kept. */
  mode: string
}

export type EntryFacts = JsonObject & {
  principalArn: string
  username: string
  groups: string[]
  type: string
  tags: { [name: string]: string | undefined }
  policies: { policyArn: string; scope: string; namespaces: string[] }[]
}

/** What aws-auth says of a principal. `unreadable`: it cannot be told, and why. */
export type MappingFacts =
  | { state: "unused" }
  | { state: "absent" }
  | { state: "mapped"; auth: AwsAuth; roles: AuthMapping[]; users: AuthMapping[] }
  | { state: "unreadable"; reason: string }

type Where = Pick<ClusterAccessInput, "region" | "clusterName">

export async function readCluster(
  ctx: ConnectorContext,
  { region, clusterName }: Where,
): Promise<ClusterFacts> {
  const { cluster } = await readAws(ctx).eks(region).describeCluster({ name: clusterName })
  return {
    address: {
      region,
      name: clusterName,
      endpoint: cluster?.endpoint ?? "",
      caData: cluster?.certificateAuthority?.data ?? "",
    },
    arn: cluster?.arn ?? "",
    mode: cluster?.accessConfig?.authenticationMode ?? "CONFIG_MAP",
  }
}

/** The access entry with its policies; null when there is none, or the cluster has no entries. */
export async function readEntry(
  ctx: ConnectorContext,
  input: ClusterAccessInput,
): Promise<EntryFacts | null> {
  const { region, clusterName, principalArn } = input
  const eks = readAws(ctx).eks(region)
  try {
    const { accessEntry } = await eks.describeAccessEntry({ clusterName, principalArn })
    const { associatedAccessPolicies } = await eks.listAssociatedAccessPolicies({ clusterName, principalArn })
    return {
      principalArn,
      username: accessEntry?.username ?? "",
      groups: accessEntry?.kubernetesGroups ?? [],
      type: accessEntry?.type ?? "STANDARD",
      tags: accessEntry?.tags ?? {},
      policies: (associatedAccessPolicies ?? []).map((each) => ({
        policyArn: each.policyArn ?? "",
        scope: each.accessScope?.type ?? "cluster",
        namespaces: each.accessScope?.namespaces ?? [],
      })),
    }
  } catch (error) {
    if (!isPlatformError(error)) throw error
    if (error.kind === "not_found" || error.code === "InvalidRequestException") return null
    throw error
  }
}

/** What aws-auth maps the principal to; a cluster in mode API never asks it. */
export async function readMapping(
  ctx: ConnectorContext,
  cluster: ClusterFacts,
  principalArn: string,
): Promise<MappingFacts> {
  if (cluster.mode === "API") return { state: "unused" }
  try {
    const auth = await clusterApi(ctx, cluster.address).readAwsAuth()
    if (auth === null) return { state: "absent" }
    const [roles, users] = [readMappings(auth.mapRoles), readMappings(auth.mapUsers)]
    const mine = (items: AuthMapping[] | null) =>
      (items ?? []).filter((each) => mapsPrincipal(each, principalArn))
    if (mine(roles).length + mine(users).length > 0)
      return { state: "mapped", auth, roles: mine(roles), users: mine(users) }
    const bare = principalArn.split("/").at(-1) ?? principalArn
    const hidden = [roles === null ? auth.mapRoles : "", users === null ? auth.mapUsers : ""].join("\n")
    if (!hidden.includes(bare)) return { state: "absent" }
    return {
      state: "unreadable",
      reason: `aws-auth of ${cluster.address.name} is written in a form that cannot be cut without guessing: edit it by hand.`,
    }
  } catch (error) {
    if (!isPlatformError(error)) throw error
    return { state: "unreadable", reason: error.message }
  }
}

/** The two ways into a cluster, each read by itself: the entry through EKS, the mapping through the cluster. */
export async function proveNoWayIn(
  ctx: ConnectorContext,
  input: ClusterAccessInput,
): Promise<ProofObservation[]> {
  const cluster = await readCluster(ctx, input)
  const [entry, mapping] = await Promise.all([
    cluster.mode === "CONFIG_MAP" ? null : readEntry(ctx, input),
    readMapping(ctx, cluster, input.principalArn),
  ])
  const observedAt = ctx.now()
  const name = input.clusterName
  const byEntry: ProofObservation = {
    kind: "read-back",
    observedAt,
    outcome: entry ? "contradicts" : "holds",
    statement: entry
      ? `EKS shows an access entry for the principal in ${name}.`
      : `EKS shows no access entry for the principal in ${name}.`,
  }
  const says: Record<MappingFacts["state"], { outcome: ProofObservation["outcome"]; statement: string }> = {
    unused: { outcome: "holds", statement: `${name} takes access entries alone: aws-auth is not asked.` },
    absent: { outcome: "holds", statement: `aws-auth of ${name} maps the principal to nobody.` },
    mapped: {
      outcome: "contradicts",
      statement: `aws-auth of ${name} still maps the principal${sayGroups(mapping)}: it enters by that.`,
    },
    unreadable: {
      outcome: "cannot_tell",
      statement: `Whether aws-auth of ${name} maps the principal could not be read. ${"reason" in mapping ? mapping.reason : ""}`,
    },
  }
  return [byEntry, { kind: "cluster-mapping", observedAt, ...says[mapping.state] }]
}

export function sayGroups(mapping: MappingFacts): string {
  if (mapping.state !== "mapped") return ""
  const groups = [...mapping.roles, ...mapping.users].flatMap((each) => each.groups)
  return groups.length > 0 ? ` to ${[...new Set(groups)].join(", ")}` : ""
}

/** Nothing about a cluster counts before its cache of tokens has run out; null when it has. */
export function waitsForCache(ctx: ConnectorContext, appliedAt: Date): ProofObservation | null {
  const seconds = readAws(ctx).config.clusterCacheSeconds
  if (ctx.now().getTime() >= appliedAt.getTime() + seconds * 1000) return null
  return {
    kind: "read-back",
    outcome: "not_yet",
    observedAt: ctx.now(),
    statement: `A cluster takes a token it knows for up to ${seconds} s more; nothing counts as proven before.`,
  }
}
