import "server-only"
import { hkdfSync } from "node:crypto"
import { env } from "@/lib/env"
import { loadMasterKey, type MasterKey } from "./load-master-key"

export type { MasterKey }

let loaded: MasterKey | undefined

/** The server's master key, read once per process. */
export function masterKey(): MasterKey {
  loaded ??= loadMasterKey({
    value: env().FIREBREAK_MASTER_KEY,
    file: env().FIREBREAK_MASTER_KEY_FILE,
    ownFile: `${env().FIREBREAK_DATA}/master.key`,
  })
  return loaded
}

/** A key for one purpose ("session cookies"), derived so that knowing it does not give the master key. Base64url. */
export function derivedKey(purpose: string, key: MasterKey = masterKey()): string {
  return Buffer.from(hkdfSync("sha256", key.bytes, "firebreak", purpose, 32)).toString("base64url")
}
