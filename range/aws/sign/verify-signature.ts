import { timingSafeEqual } from "node:crypto"
import type { RangeRequest } from "../../http/messages.ts"
import { IdentityError } from "../aws-error.ts"
import {
  canonicalRequest,
  hmac,
  parseAmzDate,
  sha256Hex,
  signingKey,
  stringToSign,
} from "./canonical-request.ts"
import type { Authorization } from "./read-authorization.ts"

const allowedSkewMs = 15 * 60_000
const mismatch =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."

/** Throws unless `secret` made this signature over this very request at about this time. */
export function verifySignature(
  request: RangeRequest,
  claim: Authorization,
  secret: string,
  now: number,
): void {
  const signedAt = parseAmzDate(claim.amzDate)
  if (signedAt === undefined || !claim.amzDate.startsWith(claim.scope.date))
    throw new IdentityError(
      "malformed",
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date",
    )
  checkTime(claim, signedAt, now)
  if (!claim.signedHeaders.includes("host")) throw new IdentityError("signature", mismatch)
  const canonical = canonicalRequest({
    method: request.method,
    rawPath: request.rawPath,
    query: request.query.filter(([name]) => name !== "X-Amz-Signature"),
    headers: request.headers,
    signedHeaders: claim.signedHeaders,
    payloadHash: payloadHash(request, claim),
    service: claim.scope.service,
  })
  const text = stringToSign(canonical, claim.amzDate, claim.scope)
  const expected = hmac(signingKey(secret, claim.scope), text)
  const given = Buffer.from(claim.signature, "hex")
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new IdentityError("signature", mismatch, { StringToSign: text, CanonicalRequest: canonical })
}

function checkTime(claim: Authorization, signedAt: number, now: number): void {
  if (claim.presignedFor !== undefined) {
    if (now > signedAt + claim.presignedFor * 1000)
      throw new IdentityError("expired-request", "Request has expired")
    return
  }
  if (Math.abs(now - signedAt) > allowedSkewMs)
    throw new IdentityError(
      "skewed",
      "The difference between the request time and the current time is too large.",
      {
        RequestTime: claim.amzDate,
        ServerTime: new Date(now).toISOString(),
        MaxAllowedSkewMilliseconds: String(allowedSkewMs),
      },
    )
}

function payloadHash(request: RangeRequest, claim: Authorization): string {
  if (claim.presignedFor !== undefined) return request.headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD"
  const stated = request.headers["x-amz-content-sha256"]
  const actual = () => sha256Hex(request.body)
  if (stated === undefined) return actual()
  if (/^[0-9a-f]{64}$/.test(stated) && stated !== actual())
    throw new IdentityError(
      "body-hash",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
  return stated
}
