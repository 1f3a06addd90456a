import { AwsError } from "../aws-error.ts"
import { hmac, scopeText, sha256Hex, signingKey } from "../sign/canonical-request.ts"
import { readAuthorization } from "../sign/read-authorization.ts"
import type { CallContext } from "../wire-service.ts"

export interface DecodedBody {
  body: Buffer
  /** Headers that came after the body, such as x-amz-checksum-crc32. */
  trailers: Record<string, string>
}

/** Undoes aws-chunked; the signature of each chunk is checked where chunks are signed. */
export function decodeBody(context: CallContext): DecodedBody {
  const { request } = context
  const kind = request.headers["x-amz-content-sha256"] ?? ""
  if (!kind.startsWith("STREAMING-")) return { body: request.body, trailers: {} }
  const verify = kind.startsWith("STREAMING-AWS4-HMAC-SHA256") ? chunkVerifier(context) : undefined
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = request.body.indexOf("\r\n", at)
    if (lineEnd < 0) throw incomplete()
    const [sizeText = "", extension = ""] = request.body.toString("latin1", at, lineEnd).split(";")
    const size = Number.parseInt(sizeText, 16)
    if (!Number.isInteger(size) || lineEnd + 2 + size > request.body.length) throw incomplete()
    const chunk = request.body.subarray(lineEnd + 2, lineEnd + 2 + size)
    verify?.(chunk, extension.replace("chunk-signature=", ""))
    at = lineEnd + 2 + size
    if (size === 0) break
    chunks.push(chunk)
    at += 2
  }
  const body = Buffer.concat(chunks)
  const stated = request.headers["x-amz-decoded-content-length"]
  if (stated !== undefined && Number(stated) !== body.length) throw incomplete()
  return { body, trailers: readTrailers(request.body.toString("latin1", at)) }
}

function readTrailers(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(":"))
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).trim().toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  )
}

function chunkVerifier(context: CallContext): (chunk: Buffer, signature: string) => void {
  const claim = readAuthorization(context.request)
  const { secret } = context
  if (claim === undefined || secret === undefined) throw incomplete()
  const key = signingKey(secret, claim.scope)
  let previous = claim.signature
  return (chunk, signature) => {
    const text = [
      "AWS4-HMAC-SHA256-PAYLOAD",
      claim.amzDate,
      scopeText(claim.scope),
      previous,
      sha256Hex(""),
      sha256Hex(chunk),
    ].join("\n")
    previous = hmac(key, text).toString("hex")
    if (previous !== signature)
      throw new AwsError(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        403,
      )
  }
}

function incomplete(): AwsError {
  return new AwsError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
    400,
  )
}
