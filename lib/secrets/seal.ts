import "server-only"
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import { FirebreakError } from "@/lib/errors"
import { type MasterKey, masterKey } from "./master-key"

/**
 * Seals `text` for storage: a fresh data key encrypts it (AES-256-GCM), the master key wraps the data key, and both
 * are bound to `aad` (what the secret belongs to, "connection:<id>"), so that a sealed value moved to another row
 * does not open. Format: `fb1.<master key id>.<iv+wrapped key+tag>.<iv+cipher text+tag>`, base64url.
 */
export function seal(text: string, aad: string, key: MasterKey = masterKey()): string {
  const dataKey = randomBytes(32)
  const bound = `fb1|${key.id}|${aad}`
  const parts = [encrypt(key.bytes, dataKey, bound), encrypt(dataKey, Buffer.from(text, "utf8"), bound)]
  dataKey.fill(0)
  return ["fb1", key.id, ...parts.map((p) => p.toString("base64url"))].join(".")
}

/** Opens what `seal` made. Throws `secret-unreadable` with what to do; never a word of the secret. */
export function open(sealed: string, aad: string, key: MasterKey = masterKey()): string {
  const [version, keyId, wrapped, body, ...rest] = sealed.split(".")
  if (version !== "fb1" || keyId === undefined || !wrapped || !body || rest.length > 0)
    throw new FirebreakError("secret-unreadable", "The stored secret is damaged. Enter it again.")
  if (keyId !== key.id)
    throw new FirebreakError(
      "secret-unreadable",
      `It was sealed with the master key ${keyId}, and this server has ${key.id}. Put the old key back, or enter the secret again.`,
    )
  const bound = `fb1|${keyId}|${aad}`
  try {
    const dataKey = decrypt(key.bytes, Buffer.from(wrapped, "base64url"), bound)
    return decrypt(dataKey, Buffer.from(body, "base64url"), bound).toString("utf8")
  } catch (cause) {
    throw new FirebreakError("secret-unreadable", "The stored secret was changed. Enter it again.", { cause })
  }
}

const ivBytes = 12
const tagBytes = 16

function encrypt(key: Uint8Array, clear: Uint8Array, aad: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(aad, "utf8"))
  return Buffer.concat([iv, cipher.update(clear), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Uint8Array, sealed: Buffer, aad: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(aad, "utf8"))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()])
}
