import type { Caller } from "../caller.ts"
import type { Cluster } from "./clusters.ts"

export interface ClusterUser {
  username: string
  groups: string[]
  /** Names of associated access policies, without their ARN. */
  policies: string[]
}

/** As whom the cluster knows an AWS principal: by its access entry, else by aws-auth; undefined: by nothing. */
export function clusterUser(cluster: Cluster, caller: Caller): ClusterUser | undefined {
  const arn = caller.role?.arn ?? caller.user?.arn ?? caller.arn
  const entry = cluster.mode === "CONFIG_MAP" ? undefined : cluster.entries.get(arn)
  if (entry)
    return {
      username: entry.username.replace("{{SessionName}}", caller.session?.sessionName ?? ""),
      groups: [...entry.groups, "system:authenticated"],
      policies: entry.policies.map((each) => each.policyArn.split("/").at(-1) ?? ""),
    }
  if (cluster.mode === "API" || cluster.awsAuth === null) return undefined
  const { mapRoles = "", mapUsers = "" } = cluster.awsAuth.data
  // aws-auth knows roles without their path.
  const bare = arn.replace(/:role\/.*\/([^/]+)$/, ":role/$1")
  const mapped = readMappings(caller.role ? mapRoles : mapUsers).find((each) => each.arn === bare)
  return mapped && { ...mapped, groups: [...mapped.groups, "system:authenticated"], policies: [] }
}

/** Whether this user may do it; RBAC beyond the built-in groups and policies is not modelled. */
export function mayDo(user: ClusterUser, verb: "get" | "write"): boolean {
  if (user.groups.includes("system:masters")) return true
  if (user.policies.some((name) => /^AmazonEKS(?:Cluster)?AdminPolicy$/.test(name))) return true
  return verb === "get" && user.policies.some((name) => /^AmazonEKS(?:Admin)?ViewPolicy$/.test(name))
}

/** The list of aws-auth as people and tools write it: YAML blocks, or JSON. */
function readMappings(text: string): { arn: string; username: string; groups: string[] }[] {
  const clean = (value: string) => value.trim().replace(/^["']|["']$/g, "")
  if (text.trim().startsWith("["))
    return (
      JSON.parse(text) as { rolearn?: string; userarn?: string; username: string; groups?: string[] }[]
    ).map((each) => ({
      arn: each.rolearn ?? each.userarn ?? "",
      username: each.username,
      groups: each.groups ?? [],
    }))
  return text
    .split(/^- /m)
    .slice(1)
    .map((item) => ({
      arn: clean(/\b(?:role|user)arn:\s*(\S+)/.exec(item)?.[1] ?? ""),
      username: clean(/\busername:\s*(.+)/.exec(item)?.[1] ?? ""),
      groups: [...item.matchAll(/^\s+- (.+)$/gm)].map((found) => clean(found[1] ?? "")),
    }))
}
