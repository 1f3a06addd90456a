import { randomBytes, randomInt, randomUUID } from "node:crypto"

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

/**
 * AWS unique ids: AKIA long-term key, ASIA session key, AIDA user, AROA role, AGPA group, ANPA policy, ACCA
 * service-specific credential, APKA SSH public key.
 */
export function uniqueId(
  prefix: "AKIA" | "ASIA" | "AIDA" | "AROA" | "AGPA" | "ANPA" | "AIPA" | "ACCA" | "APKA",
): string {
  const length = prefix === "AKIA" || prefix === "ASIA" ? 16 : 17
  let id: string = prefix
  for (const byte of randomBytes(length)) id += base32[byte & 31]
  return id
}

export function secretKey(): string {
  return randomBytes(30).toString("base64")
}

export function sessionToken(): string {
  return `IQoJb3JpZ2luX2Vj${randomBytes(200).toString("base64").replace(/=+$/, "")}`
}

export function accountNumber(): string {
  return String(randomInt(1, 10)) + String(randomInt(0, 10 ** 11)).padStart(11, "0")
}

export function requestId(): string {
  return randomUUID()
}

/** S3 writes its request ids as sixteen upper-case characters. */
export function shortRequestId(): string {
  let id = ""
  for (const byte of randomBytes(16)) id += "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte & 31]
  return id
}

export function versionId(): string {
  return randomBytes(24).toString("base64url").replace(/-/g, ".")
}
