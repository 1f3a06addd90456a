import type { IncomingMessage, ServerResponse } from "node:http"
import { type RangeRequest, readRequest } from "../../http/messages.ts"
import type { World } from "../world.ts"
import { authenticateToken } from "./authenticate-token.ts"
import { type ClusterUser, clusterUser, mayDo } from "./cluster-user.ts"
import { type Cluster, findCluster } from "./clusters.ts"

type Answer = { status: number; body: unknown }

/** The Kubernetes API of every cluster, each below its own path: who am I, and the aws-auth ConfigMap. */
export function clusterListener(world: World) {
  return (message: IncomingMessage, response: ServerResponse): void => {
    readRequest(message)
      .then((request) => {
        const { status, body } = answer(world, request)
        response.writeHead(status, {
          "content-type": "application/json",
          date: new Date(world.clock.now()).toUTCString(),
        })
        response.end(JSON.stringify(body))
      })
      .catch((error: unknown) => {
        console.error("range:", error)
        message.socket.destroy()
      })
  }
}

function answer(world: World, request: RangeRequest): Answer {
  const [, accountId = "", region = "", name = "", ...rest] = request.rawPath.split("/")
  const account = world.accounts.get(accountId)
  const cluster = account && findCluster(account, region, name)
  if (!cluster) return status(404, "NotFound", "the server could not find the requested resource")
  const caller = authenticateToken(world, cluster, request.headers.authorization ?? "")
  const user = caller && clusterUser(cluster, caller)
  const path = `/${rest.join("/")}`
  const reply = user ? act({ cluster, user, request, path }) : status(401, "Unauthorized", "Unauthorized")
  world.calls.add({
    time: new Date(world.clock.now()).toISOString(),
    service: "kubernetes",
    operation: `${request.method} ${path}`,
    accountId,
    principal: caller?.arn ?? null,
    accessKeyId: caller?.accessKeyId ?? null,
    resource: name,
    readOnly: request.method === "GET",
    status: reply.status,
    errorCode: reply.status < 400 ? null : String(reply.status),
    outcome: reply.status < 400 ? "ok" : reply.status === 401 || reply.status === 403 ? "denied" : "error",
    changed: reply.status < 400 && (request.method === "PUT" || request.method === "PATCH"),
    requestId: crypto.randomUUID(),
    userAgent: request.headers["user-agent"] ?? "",
  })
  return reply
}

type Call = { cluster: Cluster; user: ClusterUser; request: RangeRequest; path: string }

function act(call: Call): Answer {
  const { user, request, path } = call
  if (path === "/apis/authentication.k8s.io/v1/selfsubjectreviews" && request.method === "POST")
    return {
      status: 201,
      body: {
        kind: "SelfSubjectReview",
        apiVersion: "authentication.k8s.io/v1",
        metadata: { creationTimestamp: null },
        status: { userInfo: { username: user.username, groups: user.groups } },
      },
    }
  if (path !== "/api/v1/namespaces/kube-system/configmaps/aws-auth")
    return status(404, "NotFound", "the server could not find the requested resource")
  if (!mayDo(user, request.method === "GET" ? "get" : "write"))
    return status(
      403,
      "Forbidden",
      `configmaps "aws-auth" is forbidden: User "${user.username}" cannot ${request.method === "GET" ? "get" : "update"} resource "configmaps" in API group "" in the namespace "kube-system"`,
    )
  return configMap(call)
}

function configMap({ cluster, request }: Call): Answer {
  const kept = cluster.awsAuth
  if (kept === null) return status(404, "NotFound", 'configmaps "aws-auth" not found')
  if (request.method === "GET") return { status: 200, body: shape(kept) }
  if (request.method !== "PUT" && request.method !== "PATCH")
    return status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
  const given = JSON.parse(request.body.toString("utf8")) as {
    data?: Record<string, string | null>
    metadata?: { resourceVersion?: string }
  }
  const version = given.metadata?.resourceVersion
  if (version !== undefined && version !== String(kept.resourceVersion))
    return status(
      409,
      "Conflict",
      'Operation cannot be fulfilled on configmaps "aws-auth": the object has been modified; please apply your changes to the latest version and try again',
    )
  const merged = request.method === "PATCH" ? { ...kept.data, ...given.data } : (given.data ?? {})
  kept.data = Object.fromEntries(
    Object.entries(merged).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  )
  kept.resourceVersion += 1
  return { status: 200, body: shape(kept) }
}

function shape(kept: NonNullable<Cluster["awsAuth"]>) {
  return {
    kind: "ConfigMap",
    apiVersion: "v1",
    metadata: {
      name: "aws-auth",
      namespace: "kube-system",
      uid: kept.uid,
      resourceVersion: String(kept.resourceVersion),
    },
    data: kept.data,
  }
}

function status(code: number, reason: string, message: string): Answer {
  return {
    status: code,
    body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code },
  }
}
