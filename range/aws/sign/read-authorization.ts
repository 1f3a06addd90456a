import { queryValue, type RangeRequest } from "../../http/messages.ts"
import { IdentityError } from "../aws-error.ts"
import type { SigningScope } from "./canonical-request.ts"

export interface Authorization {
  accessKeyId: string
  scope: SigningScope
  signedHeaders: string[]
  signature: string
  amzDate: string
  sessionToken?: string
  /** Seconds a presigned URL is good for; absent for header signatures. */
  presignedFor?: number
}

/** Who signed and how, from the header or a presigned query. Undefined for an anonymous request. */
export function readAuthorization(request: RangeRequest): Authorization | undefined {
  const header = request.headers.authorization
  if (header !== undefined) return fromHeader(header, request)
  if (queryValue(request, "X-Amz-Signature") !== undefined) return fromQuery(request)
  return undefined
}

function fromHeader(header: string, request: RangeRequest): Authorization {
  const fields = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(header)?.[1]
  if (fields === undefined) throw malformed("Only AWS4-HMAC-SHA256 is supported.")
  const found: Record<string, string> = {}
  for (const part of fields.split(",")) {
    const at = part.indexOf("=")
    found[part.slice(0, at).trim()] = part.slice(at + 1).trim()
  }
  if (!found.Credential || !found.SignedHeaders || !found.Signature)
    throw malformed("Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.")
  const amzDate = request.headers["x-amz-date"]
  if (amzDate === undefined) throw malformed("Authorization header requires existence of 'X-Amz-Date'.")
  return {
    ...credential(found.Credential),
    signedHeaders: found.SignedHeaders.split(";"),
    signature: found.Signature,
    amzDate,
    sessionToken: request.headers["x-amz-security-token"],
  }
}

function fromQuery(request: RangeRequest): Authorization {
  const value = (name: string) => queryValue(request, name) ?? ""
  const seconds = Number(value("X-Amz-Expires"))
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 604_800)
    throw malformed("X-Amz-Expires must be between 1 and 604800 seconds")
  return {
    ...credential(value("X-Amz-Credential")),
    signedHeaders: value("X-Amz-SignedHeaders").split(";"),
    signature: value("X-Amz-Signature"),
    amzDate: value("X-Amz-Date"),
    sessionToken: queryValue(request, "X-Amz-Security-Token"),
    presignedFor: seconds,
  }
}

function credential(text: string): { accessKeyId: string; scope: SigningScope } {
  const [accessKeyId, date, region, service, end] = text.split("/")
  if (!accessKeyId || !date || !region || !service || end !== "aws4_request")
    throw malformed("Credential must have the form KEY/DATE/REGION/SERVICE/aws4_request")
  return { accessKeyId, scope: { date, region, service } }
}

function malformed(message: string): IdentityError {
  return new IdentityError("malformed", message)
}
