import "server-only"
import { CoreV1Api, KubeConfig, PatchStrategy, setHeaderMiddleware } from "@kubernetes/client-node"
import type { ConnectorContext } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { readAws } from "./client"
import { parseAwsConfig } from "./config"
import { signClusterToken } from "./sign-cluster-token"

/** Where a cluster answers and who vouches for it, as DescribeCluster says. */
export type ClusterAddress = { region: string; name: string; endpoint: string; caData: string }

/** The ConfigMap that maps IAM principals to cluster users: its two lists as text, and the version read. */
export type AwsAuth = { mapRoles: string; mapUsers: string; resourceVersion: string }

export type ClusterApi = {
  /** Null when the cluster has no aws-auth. Throws `refused` where the cluster does not admit us. */
  readAwsAuth: () => Promise<AwsAuth | null>
  /** Replaces the lists that are given, if nobody wrote since `resourceVersion`; else throws `conflict`. */
  writeAwsAuth: (change: { resourceVersion: string; mapRoles?: string; mapUsers?: string }) => Promise<string>
}

const timeoutMs = 8000
const place = { name: "aws-auth", namespace: "kube-system" } as const

/** The Kubernetes API of one EKS cluster, as the identity of the connection. */
export function clusterApi(ctx: ConnectorContext, cluster: ClusterAddress): ClusterApi {
  const call = async <T>(
    write: boolean,
    run: (api: CoreV1Api, options: ReturnType<typeof callOptions>) => Promise<T>,
  ): Promise<T> => {
    const options = callOptions(AbortSignal.any([ctx.signal, AbortSignal.timeout(timeoutMs)]), write)
    try {
      return await run(await connect(ctx, cluster), options)
    } catch (error) {
      throw toClusterError(error, cluster.name, write)
    }
  }
  return {
    readAwsAuth: async () => {
      try {
        const map = await call(false, (api, options) => api.readNamespacedConfigMap(place, options))
        const { mapRoles = "", mapUsers = "" } = map.data ?? {}
        return { mapRoles, mapUsers, resourceVersion: map.metadata?.resourceVersion ?? "" }
      } catch (error) {
        if (isPlatformError(error) && error.kind === "not_found") return null
        throw error
      }
    },
    writeAwsAuth: async ({ resourceVersion, ...data }) => {
      const body = { metadata: { resourceVersion }, data }
      const map = await call(true, (api, options) =>
        api.patchNamespacedConfigMap({ ...place, body }, options),
      )
      return map.metadata?.resourceVersion ?? ""
    },
  }
}

function callOptions(signal: AbortSignal, write: boolean) {
  const header = write
    ? setHeaderMiddleware("Content-Type", PatchStrategy.MergePatch)
    : setHeaderMiddleware("Accept", "application/json")
  const pre: typeof header.pre = (request) => {
    request.setSignal(signal)
    return header.pre(request)
  }
  return { middleware: [{ pre, post: header.post }] }
}

async function connect(ctx: ConnectorContext, cluster: ClusterAddress): Promise<CoreV1Api> {
  const { endpoint, caData, name, region } = cluster
  const config = parseAwsConfig(ctx.config)
  // Our token is worth a session of ours to whoever reads it: plain HTTP only where the connection names its own EKS.
  const encrypted = endpoint.startsWith("https://")
  if (!encrypted && config.endpoints.eks === undefined)
    throw new PlatformError({
      kind: "unreachable",
      message: `The cluster ${name} answers without encryption, so no token of ours is sent to it.`,
      mayHaveHappened: false,
      retryable: false,
    })
  const signer = await readAws(ctx).sts.config.credentials()
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
  const stsUrl = config.endpoints.sts ?? `https://sts.${region}.${suffix}/`
  const token = signClusterToken({ signer, stsUrl, region, clusterName: name, now: ctx.now() })
  const kubernetes = new KubeConfig()
  kubernetes.loadFromOptions({
    // The client takes plain HTTP only when told not to look for a certificate.
    clusters: [{ name, server: endpoint, ...(encrypted ? { caData } : { skipTLSVerify: true }) }],
    users: [{ name: "firebreak", token }],
    contexts: [{ name, cluster: name, user: "firebreak" }],
    currentContext: name,
  })
  return kubernetes.makeApiClient(CoreV1Api)
}

type Thrown = { code?: unknown; body?: unknown; name?: string; message?: string; cause?: unknown }

function toClusterError(error: unknown, name: string, write: boolean): PlatformError {
  if (isPlatformError(error)) return error
  const thrown: Thrown = typeof error === "object" && error !== null ? error : { message: String(error) }
  const make = (
    kind: PlatformError["kind"],
    message: string,
    { happened = false, retryable = false }: { happened?: boolean; retryable?: boolean } = {},
  ) =>
    new PlatformError(
      { kind, message, mayHaveHappened: write && happened, retryable, code: String(thrown.code ?? "") },
      error,
    )
  const said = sayStatus(thrown.body)
  if (typeof thrown.code === "number") {
    if (thrown.code === 401)
      return make(
        "refused",
        `The cluster ${name} does not admit this connection's role: give it an access entry, or map it in aws-auth.`,
      )
    if (thrown.code === 403) return make("refused", `The cluster ${name} refused: ${said || "403"}.`)
    if (thrown.code === 404)
      return make("not_found", `The cluster ${name} does not know it: ${said || "404"}.`)
    if (thrown.code === 409)
      return make("conflict", `Somebody wrote to aws-auth of ${name} at the same time.`, { retryable: true })
    if (thrown.code === 429)
      return make("throttled", `The cluster ${name} asks us to slow down.`, { retryable: true })
    return make("unexpected", `The cluster ${name} answered ${thrown.code}: ${said}.`, {
      happened: thrown.code >= 500,
      retryable: thrown.code >= 500,
    })
  }
  if (thrown.name === "TimeoutError" || thrown.name === "AbortError")
    return make("timed_out", `The cluster ${name} did not answer in time.`, {
      happened: true,
      retryable: true,
    })
  return make(
    "unreachable",
    `The cluster ${name} cannot be reached. A private endpoint answers only from its own network.`,
    { happened: true, retryable: true },
  )
}

/** The message of a Kubernetes Status, one line. */
function sayStatus(body: unknown): string {
  try {
    const status: unknown = typeof body === "string" ? JSON.parse(body) : body
    if (typeof status !== "object" || status === null || !("message" in status)) return ""
    return String(status.message).split("\n")[0]?.slice(0, 300) ?? ""
  } catch {
    return ""
  }
}
