import { parseQuery } from "../../http/messages.ts"
import {
  amzDate,
  canonicalRequest,
  hmac,
  scopeText,
  sha256Hex,
  signingKey,
  stringToSign,
} from "./canonical-request.ts"

export interface SigningCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

export interface UnsignedRequest {
  method: string
  url: URL
  headers: Record<string, string>
  body: string
  service: string
  region: string
  credentials: SigningCredentials
  now: number
}

/** The headers to send, the signature among them. Used by the scripted agent and the CI pipeline. */
export function signRequest(request: UnsignedRequest): Record<string, string> {
  const date = amzDate(request.now)
  const payloadHash = sha256Hex(request.body)
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    "x-amz-date": date,
    "x-amz-content-sha256": payloadHash,
  }
  if (request.credentials.sessionToken) headers["x-amz-security-token"] = request.credentials.sessionToken
  const scope = { date: date.slice(0, 8), region: request.region, service: request.service }
  const signedHeaders = Object.keys(headers)
    .filter((name) => name !== "user-agent")
    .sort()
  const canonical = canonicalRequest({
    method: request.method,
    rawPath: request.url.pathname,
    query: parseQuery(request.url.search.slice(1)),
    headers,
    signedHeaders,
    payloadHash,
    service: request.service,
  })
  const key = signingKey(request.credentials.secretAccessKey, scope)
  const signature = hmac(key, stringToSign(canonical, date, scope)).toString("hex")
  headers.authorization =
    `AWS4-HMAC-SHA256 Credential=${request.credentials.accessKeyId}/${scopeText(scope)}, ` +
    `SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`
  return headers
}
