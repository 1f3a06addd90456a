import "server-only"
import { createHash } from "node:crypto"
import canonicalize from "canonicalize"

/** What the chain covers of an entry; times are ISO strings in milliseconds. */
export type ChainHeader = {
  incidentId: string
  sequence: number
  kind: string
  occurredAt: string
  recordedAt: string
  actorKind: string
  actorId: string | null
  actorLabel: string
  evidenceId: string | null
  correctsSequence: number | null
  internal: boolean
  bodyDigest: string
  previousHash: string
}

/** What stands before the first entry. */
export const genesisHash = "0".repeat(64)

/** SHA-256 over salt and canonical body (RFC 8785). The salt keeps a redacted body from being guessed. */
export function digestBody(salt: string, body: unknown): string {
  return sha256(`${salt}\n${canonical(body)}`)
}

/** SHA-256 over the canonical header, which holds the previous hash: a change anywhere changes every later hash. */
export function hashEntry(header: ChainHeader): string {
  return sha256(canonical(header))
}

function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error("This value has no JSON form.")
  return text
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}
