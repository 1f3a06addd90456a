import "server-only"
import type { ActionHandler, ConnectorContext, JsonObject } from "../contract"
import { isPlatformError } from "../platform-error"
import { writeAws } from "./client"
import {
  type EntryFacts,
  proveNoWayIn,
  readCluster,
  readEntry,
  readMapping,
  sayGroups,
  waitsForCache,
} from "./cluster-access"
import type { ClusterAccessInput } from "./cluster-input"
import { clusterCollateral, refuseClusterAccess } from "./inspect-cluster-access"
import { removeEksAccessEntryDefinition } from "./remove-eks-access-entry-definition"

const entryOf = (kept: JsonObject) => (kept.entry ?? null) as EntryFacts | null

export const removeEksAccessEntry: ActionHandler<ClusterAccessInput> = {
  definition: removeEksAccessEntryDefinition,
  inspect: async (ctx, input) => {
    const refused = await refuseClusterAccess(ctx, input)
    if (refused) return refused
    const cluster = await readCluster(ctx, input)
    const [entry, mapping] = await Promise.all([
      readEntry(ctx, input),
      readMapping(ctx, cluster, input.principalArn),
    ])
    const policies = entry?.policies.map((each) => each.policyArn.split("/").at(-1)) ?? []
    const reach = [...policies, ...(entry?.groups ?? [])].join(", ") || "no policy and no group"
    return {
      snapshot: { entry, mode: cluster.mode, clusterArn: cluster.arn },
      inEffect: entry ? "no" : "yes",
      changes: entry
        ? [`The access entry of ${input.principalArn} in ${input.clusterName} goes (${reach}).`]
        : [],
      collateral: clusterCollateral(input.principalArn, entry?.type),
      warnings: [
        ...(mapping.state === "mapped"
          ? [
              `Without the entry the cluster falls back on aws-auth, which maps this principal${sayGroups(mapping)}: remove that mapping too.`,
            ]
          : []),
        ...(mapping.state === "unreadable" ? [`aws-auth could not be read: ${mapping.reason}`] : []),
      ],
      requestIds: [],
    }
  },
  apply: async (ctx, input, snapshot) => {
    const { region, clusterName, principalArn } = input
    const entry = (await readEntry(ctx, input)) ?? null
    const receipt = { entry: entry ?? entryOf(snapshot) }
    if (!entry) return { receipt, changed: false, requestIds: [] }
    try {
      const answer = await writeAws(ctx).eks(region).deleteAccessEntry({ clusterName, principalArn })
      return { receipt, changed: true, requestIds: [answer.$metadata.requestId ?? ""].filter(Boolean) }
    } catch (error) {
      if (isPlatformError(error) && error.kind === "not_found")
        return { receipt, changed: false, requestIds: [] }
      throw error
    }
  },
  readBack: async (ctx, input, snapshot) =>
    (await readEntry(ctx, input))
      ? { outcome: "not_applied", requestIds: [] }
      : { outcome: "applied", receipt: { entry: entryOf(snapshot) }, requestIds: [] },
  verify: async (ctx, input, _receipt, appliedAt) => {
    const wait = waitsForCache(ctx, appliedAt)
    return { proofs: wait ? [wait] : await proveNoWayIn(ctx, input) }
  },
  undo: async (ctx, input, receipt) => {
    const entry = entryOf(receipt)
    if (!entry)
      return { requestIds: [], statement: "There was no access entry before; there is none to put back." }
    return { requestIds: await putBack(ctx, input, entry), statement: sayBack(entry, input) }
  },
}

async function putBack(
  ctx: ConnectorContext,
  input: ClusterAccessInput,
  entry: EntryFacts,
): Promise<string[]> {
  const { region, clusterName, principalArn } = input
  const eks = writeAws(ctx).eks(region)
  const ids: string[] = []
  const now = await readEntry(ctx, input)
  const standard = entry.type === "STANDARD"
  if (!now) {
    const made = await eks.createAccessEntry({
      clusterName,
      principalArn,
      type: entry.type,
      tags: Object.fromEntries(Object.entries(entry.tags).map(([name, value]) => [name, value ?? ""])),
      // Only entries for people have a name and groups of their own.
      ...(standard ? { username: entry.username, kubernetesGroups: entry.groups } : {}),
    })
    ids.push(made.$metadata.requestId ?? "")
  }
  const there = new Set(now?.policies.map((each) => each.policyArn))
  for (const policy of entry.policies) {
    if (there.has(policy.policyArn)) continue
    const done = await eks.associateAccessPolicy({
      clusterName,
      principalArn,
      policyArn: policy.policyArn,
      accessScope: {
        type: policy.scope === "namespace" ? "namespace" : "cluster",
        ...(policy.namespaces.length > 0 ? { namespaces: policy.namespaces } : {}),
      },
    })
    ids.push(done.$metadata.requestId ?? "")
  }
  return ids.filter(Boolean)
}

function sayBack(entry: EntryFacts, { clusterName }: ClusterAccessInput): string {
  const count = entry.policies.length
  return `The access entry is back in ${clusterName}, with ${count === 1 ? "1 policy" : `${count} policies`}.`
}
