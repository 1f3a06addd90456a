import "server-only"
import { createHash, createHmac } from "node:crypto"

type Signer = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }

const clusterHeader = "x-k8s-aws-id"

/**
 * The bearer token by which an EKS cluster learns who we are: a presigned sts:GetCallerIdentity, bound to the cluster's
 * name. It is good for 60 s. `stsUrl`: where STS of the cluster's region answers.
 */
export function signClusterToken(input: {
  signer: Signer
  stsUrl: string
  region: string
  clusterName: string
  now: Date
}): string {
  const { signer, region, clusterName, now } = input
  const url = new URL(input.stsUrl)
  const stamp = now.toISOString().replaceAll(/[:-]|\.\d{3}/g, "")
  const scope = `${stamp.slice(0, 8)}/${region}/sts/aws4_request`
  const query: [string, string][] = [
    ["Action", "GetCallerIdentity"],
    ["Version", "2011-06-15"],
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${signer.accessKeyId}/${scope}`],
    ["X-Amz-Date", stamp],
    ["X-Amz-Expires", "60"],
    ...(signer.sessionToken
      ? [["X-Amz-Security-Token", signer.sessionToken] satisfies [string, string]]
      : []),
    ["X-Amz-SignedHeaders", `host;${clusterHeader}`],
  ]
  const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&")
  const canonical = [
    "GET",
    "/",
    search,
    `host:${url.host}`,
    `${clusterHeader}:${clusterName}`,
    "",
    `host;${clusterHeader}`,
    sha256(""),
  ].join("\n")
  const text = ["AWS4-HMAC-SHA256", stamp, scope, sha256(canonical)].join("\n")
  const key = ["sts", "aws4_request"].reduce<Buffer>(
    hmac,
    hmac(hmac(`AWS4${signer.secretAccessKey}`, stamp.slice(0, 8)), region),
  )
  const presigned = `${url.origin}/?${search}&X-Amz-Signature=${hmac(key, text).toString("hex")}`
  return `k8s-aws-v1.${Buffer.from(presigned).toString("base64url")}`
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest()
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
