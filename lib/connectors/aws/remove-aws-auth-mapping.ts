import "server-only"
import type { ActionHandler, ConnectorContext, JsonObject } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { type AuthMapping, cutMappings, mapsPrincipal, putMappings, readMappings } from "./auth-mappings"
import { proveNoWayIn, readCluster, readEntry, readMapping, sayGroups, waitsForCache } from "./cluster-access"
import { type AwsAuth, clusterApi } from "./cluster-client"
import type { ClusterAccessInput } from "./cluster-input"
import { clusterCollateral, refuseClusterAccess } from "./inspect-cluster-access"
import { removeAwsAuthMappingDefinition } from "./remove-aws-auth-mapping-definition"

/** What was cut: the items with their text and place, and both lists before and after. */
type Cut = JsonObject & {
  roles: AuthMapping[]
  users: AuthMapping[]
  before: { mapRoles: string; mapUsers: string }
}

const none: Cut = { roles: [], users: [], before: { mapRoles: "", mapUsers: "" } }
const cutOf = (kept: JsonObject) => (kept.cut ?? none) as Cut
const maxTries = 4

export const removeAwsAuthMapping: ActionHandler<ClusterAccessInput> = {
  definition: removeAwsAuthMappingDefinition,
  inspect: async (ctx, input) => {
    const refused = await refuseClusterAccess(ctx, input)
    if (refused) return refused
    const cluster = await readCluster(ctx, input)
    const mapping = await readMapping(ctx, cluster, input.principalArn)
    if (mapping.state === "unreadable")
      throw new PlatformError({
        kind: "refused",
        message: mapping.reason,
        mayHaveHappened: false,
        retryable: false,
      })
    const entry = await readEntry(ctx, input)
    const mapped = mapping.state === "mapped"
    return {
      snapshot: { cut: mapped ? toCut(mapping) : none, mode: cluster.mode, clusterArn: cluster.arn },
      inEffect: mapped ? "no" : "yes",
      changes: mapped
        ? [`aws-auth of ${input.clusterName} no longer maps ${input.principalArn}${sayGroups(mapping)}.`]
        : [],
      collateral: clusterCollateral(input.principalArn, nodesMapped(mapping) ? "node role" : "STANDARD"),
      warnings: entry ? ["An access entry stands beside the mapping and counts first: remove it too."] : [],
      requestIds: [],
    }
  },
  apply: async (ctx, input, snapshot) => {
    const cluster = await readCluster(ctx, input)
    const mapping = await readMapping(ctx, cluster, input.principalArn)
    if (mapping.state === "unreadable")
      throw new PlatformError({
        kind: "refused",
        message: mapping.reason,
        mayHaveHappened: false,
        retryable: false,
      })
    if (mapping.state !== "mapped")
      return { receipt: { cut: cutOf(snapshot) }, changed: false, requestIds: [] }
    const cut = await rewrite(ctx, input, (auth) => {
      const [roles, users] = [itemsOf(auth.mapRoles, input), itemsOf(auth.mapUsers, input)]
      return {
        kept: { roles, users, before: { mapRoles: auth.mapRoles, mapUsers: auth.mapUsers } } satisfies Cut,
        change: {
          ...(roles.length > 0 ? { mapRoles: cutMappings(auth.mapRoles, roles) } : {}),
          ...(users.length > 0 ? { mapUsers: cutMappings(auth.mapUsers, users) } : {}),
        },
      }
    })
    return { receipt: { cut }, changed: true, requestIds: [] }
  },
  readBack: async (ctx, input, snapshot) => {
    const mapping = await readMapping(ctx, await readCluster(ctx, input), input.principalArn)
    if (mapping.state === "unreadable")
      return { outcome: "cannot_tell", reason: mapping.reason, requestIds: [] }
    return mapping.state === "mapped"
      ? { outcome: "not_applied", requestIds: [] }
      : { outcome: "applied", receipt: { cut: cutOf(snapshot) }, requestIds: [] }
  },
  verify: async (ctx, input, _receipt, appliedAt) => {
    const wait = waitsForCache(ctx, appliedAt)
    return { proofs: wait ? [wait] : await proveNoWayIn(ctx, input) }
  },
  undo: async (ctx, input, receipt) => {
    const cut = cutOf(receipt)
    if (cut.roles.length + cut.users.length === 0)
      return { requestIds: [], statement: "aws-auth held no mapping before; there is none to put back." }
    await rewrite(ctx, input, (auth) => ({
      kept: cut,
      change: {
        ...putBack("mapRoles", auth, cut.roles, cut, input),
        ...putBack("mapUsers", auth, cut.users, cut, input),
      },
    }))
    return { requestIds: [], statement: `The mapping is back in aws-auth of ${input.clusterName}.` }
  },
}

/** One list with the items again: the very text of before where nobody wrote since. */
function putBack(
  name: "mapRoles" | "mapUsers",
  auth: AwsAuth,
  items: AuthMapping[],
  cut: Cut,
  input: ClusterAccessInput,
): Partial<Record<"mapRoles" | "mapUsers", string>> {
  if (items.length === 0 || itemsOf(auth[name], input).length > 0) return {}
  const before = cut.before[name]
  const untouched = auth[name] === cutMappings(before, items)
  return { [name]: untouched ? before : putMappings(auth[name], items) }
}

/** Reads, changes and writes under the version read; somebody else's write in between means: again, from their text. */
async function rewrite<T>(
  ctx: ConnectorContext,
  input: ClusterAccessInput,
  decide: (auth: AwsAuth) => { kept: T; change: { mapRoles?: string; mapUsers?: string } },
): Promise<T> {
  const { address } = await readCluster(ctx, input)
  const api = clusterApi(ctx, address)
  for (let attempt = 1; ; attempt += 1) {
    const auth = await api.readAwsAuth()
    if (auth === null)
      throw new PlatformError({
        kind: "not_found",
        message: `The cluster ${input.clusterName} has no aws-auth any more.`,
        mayHaveHappened: false,
        retryable: false,
      })
    const { kept, change } = decide(auth)
    if (Object.keys(change).length === 0) return kept
    try {
      await api.writeAwsAuth({ resourceVersion: auth.resourceVersion, ...change })
      return kept
    } catch (error) {
      if (!isPlatformError(error) || error.kind !== "conflict" || attempt >= maxTries) throw error
    }
  }
}

function itemsOf(list: string, { principalArn }: ClusterAccessInput): AuthMapping[] {
  return (readMappings(list) ?? []).filter((each) => mapsPrincipal(each, principalArn))
}

function toCut({ auth, roles, users }: { auth: AwsAuth; roles: AuthMapping[]; users: AuthMapping[] }): Cut {
  return { roles, users, before: { mapRoles: auth.mapRoles, mapUsers: auth.mapUsers } }
}

function nodesMapped(mapping: Awaited<ReturnType<typeof readMapping>>): boolean {
  return mapping.state === "mapped" && mapping.roles.some((each) => each.groups.includes("system:nodes"))
}
