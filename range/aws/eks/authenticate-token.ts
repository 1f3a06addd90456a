import type { RangeRequest } from "../../http/messages.ts"
import { parseQuery } from "../../http/messages.ts"
import { authenticate } from "../authenticate.ts"
import { IdentityError } from "../aws-error.ts"
import type { Caller } from "../caller.ts"
import { sha256Hex } from "../sign/canonical-request.ts"
import { readAuthorization } from "../sign/read-authorization.ts"
import type { World } from "../world.ts"
import type { Cluster } from "./clusters.ts"

const prefix = "k8s-aws-v1."
const clusterHeader = "x-k8s-aws-id"

/**
 * Who a cluster token is: a presigned sts:GetCallerIdentity, which no policy can deny. Undefined when it is none, is
 * for another cluster, or its signer is no longer known.
 */
export function authenticateToken(world: World, cluster: Cluster, authorization: string): Caller | undefined {
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? ""
  if (!token.startsWith(prefix)) return undefined
  const url = URL.parse(Buffer.from(token.slice(prefix.length), "base64url").toString("utf8"))
  if (url === null) return undefined
  const rawQuery = url.search.slice(1)
  const query = parseQuery(rawQuery)
  if (!query.some(([name, value]) => name === "Action" && value === "GetCallerIdentity")) return undefined
  const request: RangeRequest = {
    method: "GET",
    rawPath: url.pathname,
    rawQuery,
    query,
    headers: { host: url.host, [clusterHeader]: cluster.name, "x-amz-content-sha256": sha256Hex("") },
    body: Buffer.alloc(0),
    sourceIp: "127.0.0.1",
  }
  try {
    if (!readAuthorization(request)?.signedHeaders.includes(clusterHeader)) return undefined
    return authenticate(world, request, "sts")?.caller
  } catch (error) {
    if (error instanceof IdentityError) return undefined
    throw error
  }
}
