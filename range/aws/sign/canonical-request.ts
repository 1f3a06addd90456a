import { createHash, createHmac } from "node:crypto"
import { decodeLoosely } from "../../http/messages.ts"

export interface SigningScope {
  date: string
  region: string
  service: string
}

export interface CanonicalInput {
  method: string
  rawPath: string
  query: readonly (readonly [string, string])[]
  headers: Record<string, string>
  signedHeaders: readonly string[]
  payloadHash: string
  service: string
}

/** Signature Version 4, as AWS's public reference describes it. S3 encodes the path once, the others twice. */
export function canonicalRequest(input: CanonicalInput): string {
  const once = input.rawPath
    .split("/")
    .map((part) => encodeStrictly(decodeLoosely(part)))
    .join("/")
  const path = input.service === "s3" ? once : once.split("/").map(encodeStrictly).join("/")
  const query = input.query
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join("&")
  const headers = input.signedHeaders
    .map((name) => `${name}:${(input.headers[name] ?? "").trim()}\n`)
    .join("")
  return [input.method, path || "/", query, headers, input.signedHeaders.join(";"), input.payloadHash].join(
    "\n",
  )
}

export function scopeText(scope: SigningScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`
}

export function stringToSign(canonical: string, amzDate: string, scope: SigningScope): string {
  return ["AWS4-HMAC-SHA256", amzDate, scopeText(scope), sha256Hex(canonical)].join("\n")
}

export function signingKey(secret: string, scope: SigningScope): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, scope.date), scope.region), scope.service), "aws4_request")
}

export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest()
}

export function sha256Hex(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex")
}

/** RFC 3986: everything but letters, digits, "-", ".", "_" and "~" is escaped. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** 20261124T024900Z */
export function amzDate(time: number): string {
  return new Date(time).toISOString().replace(/[:-]|\.\d{3}/g, "")
}

/** Undefined when the text is not such a date. */
export function parseAmzDate(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!parts) return undefined
  const time = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`)
  return Number.isNaN(time) ? undefined : time
}
