import { AwsError } from "../aws-error.ts"
import type { JsonCall, JsonObject } from "../json-service.ts"
import { type RestJsonOperation, restJsonService } from "../rest-json-service.ts"
import {
  type AccessEntry,
  type AuthenticationMode,
  addAccessEntry,
  addCluster,
  type Cluster,
  clusterEndpoint,
  clustersOf,
  findCluster,
  requireCluster,
} from "./clusters.ts"

const modes: readonly string[] = ["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"]
/** Stands for the authority of a cluster: the range speaks plain HTTP, so nobody checks it. */
const authority = Buffer.from("practice cluster: no certificate, plain HTTP").toString("base64")

const operations: Record<string, RestJsonOperation> = {
  ListClusters: {
    route: "GET /clusters",
    readOnly: true,
    run: ({ account, region }) => ({
      clusters: [...clustersOf(account).values()].filter((c) => c.region === region).map((c) => c.name),
    }),
  },
  CreateCluster: {
    route: "POST /clusters",
    readOnly: false,
    run(call) {
      const { account, region, input, now } = call
      const name = text(input, "name")
      if (findCluster(account, region, name))
        throw new AwsError("ResourceInUseException", `Cluster already exists with name: ${name}`, 409)
      const access = objectOf(input.accessConfig)
      const mode = String(access.authenticationMode ?? "API_AND_CONFIG_MAP")
      if (!modes.includes(mode)) throw invalid(`Unknown authentication mode ${mode}`)
      const cluster = addCluster(account, {
        name,
        region,
        createdAt: now,
        mode: mode as AuthenticationMode,
        roleArn: text(input, "roleArn"),
        ...(mode === "API" ? {} : { awsAuth: {} }),
      })
      if (access.bootstrapClusterCreatorAdminPermissions !== false) admitCreator(call, cluster)
      call.context.changed = true
      return { cluster: clusterShape(call, cluster) }
    },
  },
  DescribeCluster: {
    route: "GET /clusters/{name}",
    readOnly: true,
    resource: clusterArn,
    run: (call) => ({ cluster: clusterShape(call, clusterOf(call, "name")) }),
  },
  ListAccessEntries: {
    route: "GET /clusters/{clusterName}/access-entries",
    readOnly: true,
    run: (call) => ({ accessEntries: [...withEntries(call).entries.keys()] }),
  },
  CreateAccessEntry: {
    route: "POST /clusters/{clusterName}/access-entries",
    readOnly: false,
    run(call) {
      const cluster = withEntries(call)
      const principalArn = text(call.input, "principalArn")
      if (cluster.entries.has(principalArn))
        throw new AwsError(
          "ResourceInUseException",
          "The specified access entry resource is already in use on this cluster.",
          409,
        )
      if (!knowsPrincipal(call, principalArn))
        throw invalid("The specified principalArn is invalid: invalid principal.")
      const { username, type } = call.input
      const entry = addAccessEntry(cluster, {
        principalArn,
        now: call.now,
        groups: listOf(call.input.kubernetesGroups),
        tags: objectOf(call.input.tags) as Record<string, string>,
        ...(typeof username === "string" ? { username } : {}),
        ...(typeof type === "string" ? { type } : {}),
      })
      call.context.changed = true
      return { accessEntry: entryShape(cluster, entry) }
    },
  },
  DescribeAccessEntry: {
    route: "GET /clusters/{clusterName}/access-entries/{principalArn}",
    readOnly: true,
    run(call) {
      const { cluster, entry } = entryOf(call)
      return { accessEntry: entryShape(cluster, entry) }
    },
  },
  DeleteAccessEntry: {
    route: "DELETE /clusters/{clusterName}/access-entries/{principalArn}",
    readOnly: false,
    run(call) {
      const { cluster, entry } = entryOf(call)
      cluster.entries.delete(entry.principalArn)
      call.context.changed = true
      return {}
    },
  },
  ListAssociatedAccessPolicies: {
    route: "GET /clusters/{clusterName}/access-entries/{principalArn}/access-policies",
    readOnly: true,
    run(call) {
      const { cluster, entry } = entryOf(call)
      return {
        clusterName: cluster.name,
        principalArn: entry.principalArn,
        associatedAccessPolicies: entry.policies.map(policyShape),
      }
    },
  },
  AssociateAccessPolicy: {
    route: "POST /clusters/{clusterName}/access-entries/{principalArn}/access-policies",
    readOnly: false,
    run(call) {
      const { cluster, entry } = entryOf(call)
      const policyArn = text(call.input, "policyArn")
      if (!/^arn:aws[a-z-]*:eks::aws:cluster-access-policy\/\w+$/.test(policyArn))
        throw invalid(`The policyArn ${policyArn} is not a valid access policy.`)
      const scope = objectOf(call.input.accessScope)
      const policy = {
        policyArn,
        scope: { type: String(scope.type ?? "cluster"), namespaces: listOf(scope.namespaces) },
        associatedAt: call.now,
        modifiedAt: call.now,
      }
      entry.policies = [...entry.policies.filter((each) => each.policyArn !== policyArn), policy]
      call.context.changed = true
      return {
        clusterName: cluster.name,
        principalArn: entry.principalArn,
        associatedAccessPolicy: policyShape(policy),
      }
    },
  },
  DisassociateAccessPolicy: {
    route: "DELETE /clusters/{clusterName}/access-entries/{principalArn}/access-policies/{policyArn}",
    readOnly: false,
    run(call) {
      const { entry } = entryOf(call)
      const policyArn = text(call.input, "policyArn")
      if (!entry.policies.some((each) => each.policyArn === policyArn))
        throw new AwsError("ResourceNotFoundException", "The specified policy is not associated.", 404)
      entry.policies = entry.policies.filter((each) => each.policyArn !== policyArn)
      call.context.changed = true
      return {}
    },
  },
}

export const eksService = restJsonService("eks", operations)

function clusterShape(call: JsonCall, cluster: Cluster): JsonObject {
  return {
    name: cluster.name,
    arn: cluster.arn,
    createdAt: cluster.createdAt / 1000,
    version: "1.35",
    status: "ACTIVE",
    roleArn: cluster.roleArn,
    endpoint: clusterEndpoint(call.context.world, cluster),
    certificateAuthority: { data: authority },
    accessConfig: { authenticationMode: cluster.mode },
  }
}

function entryShape(cluster: Cluster, entry: AccessEntry): JsonObject {
  return {
    clusterName: cluster.name,
    principalArn: entry.principalArn,
    kubernetesGroups: entry.groups,
    accessEntryArn: cluster.arn.replace(":cluster/", ":access-entry/"),
    createdAt: entry.createdAt / 1000,
    modifiedAt: entry.modifiedAt / 1000,
    tags: entry.tags,
    username: entry.username,
    type: entry.type,
  }
}

function policyShape(policy: AccessEntry["policies"][number]): JsonObject {
  return {
    policyArn: policy.policyArn,
    accessScope: policy.scope,
    associatedAt: policy.associatedAt / 1000,
    modifiedAt: policy.modifiedAt / 1000,
  }
}

function clusterArn({ account, region, input }: JsonCall): string {
  return `arn:aws:eks:${region}:${account.id}:cluster/${String(input.name ?? input.clusterName)}`
}

function clusterOf(call: JsonCall, field: string): Cluster {
  return requireCluster(call.account, call.region, text(call.input, field))
}

function withEntries(call: JsonCall): Cluster {
  const cluster = clusterOf(call, "clusterName")
  if (cluster.mode === "CONFIG_MAP")
    throw new AwsError(
      "InvalidRequestException",
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
      400,
    )
  return cluster
}

function entryOf(call: JsonCall): { cluster: Cluster; entry: AccessEntry } {
  const cluster = withEntries(call)
  const principalArn = text(call.input, "principalArn")
  const entry = cluster.entries.get(principalArn)
  if (entry) return { cluster, entry }
  throw new AwsError(
    "ResourceNotFoundException",
    "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
    404,
  )
}

/** Whoever makes a cluster is its administrator, unless asked otherwise. */
function admitCreator({ caller, now }: JsonCall, cluster: Cluster): void {
  const principalArn = caller.role?.arn ?? caller.user?.arn ?? caller.arn
  if (cluster.mode === "CONFIG_MAP") return
  const entry = addAccessEntry(cluster, { principalArn, now })
  entry.policies.push({
    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
    scope: { type: "cluster", namespaces: [] },
    associatedAt: now,
    modifiedAt: now,
  })
}

function knowsPrincipal({ account }: JsonCall, arn: string): boolean {
  const known = [...account.iam.users.values(), ...account.iam.roles.values()]
  return known.some((each) => each.arn === arn)
}

function text(input: JsonObject, name: string): string {
  const value = input[name]
  if (typeof value === "string" && value !== "") return value
  throw invalid(`${name} must not be empty`)
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message, 400)
}
