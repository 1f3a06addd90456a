import "server-only"
import { createHash, randomBytes } from "node:crypto"
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { dirname } from "node:path"
import { FirebreakError } from "@/lib/errors"

export type MasterKey = {
  /** First 8 hex digits of SHA-256 of the key: tells keys apart, says nothing about them. */
  id: string
  bytes: Buffer
}

/**
 * The master key: from `value` (base64 of 32 bytes), else from `file`, else from `ownFile`, which is created with mode
 * 0600 on first use. A file that is named but missing is an error: a new key would make every stored secret unreadable.
 */
export function loadMasterKey({
  value,
  file,
  ownFile,
}: {
  value?: string | undefined
  file?: string | undefined
  ownFile: string
}): MasterKey {
  if (value) return parseKey(value, "FIREBREAK_MASTER_KEY")
  if (file) {
    if (!existsSync(file))
      throw new FirebreakError(
        "secret-unreadable",
        `FIREBREAK_MASTER_KEY_FILE names ${file}, which does not exist.`,
      )
    return parseKey(readKeyFile(file), file)
  }
  if (!existsSync(ownFile)) createKeyFile(ownFile)
  const text = readKeyFile(ownFile)
  // A copy or a restored backup may have lost the mode; the file is ours, so it is put right.
  if ((statSync(ownFile).mode & 0o077) !== 0) chmodSync(ownFile, 0o600)
  return parseKey(text, ownFile)
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (cause) {
    throw new FirebreakError(
      "secret-unreadable",
      `The master key ${path} cannot be read. Give this server's user the right to read the file.`,
      { cause },
    )
  }
}

function parseKey(text: string, source: string): MasterKey {
  const given = text.trim()
  const bytes = Buffer.from(given, "base64")
  // Node skips what is not base64: a passphrase would pass for a key.
  if (bytes.length !== 32 || !/^[A-Za-z0-9+/_-]{43}=?$/.test(given))
    throw new FirebreakError(
      "secret-unreadable",
      `${source} must hold 32 bytes in base64 (openssl rand -base64 32).`,
    )
  return { id: createHash("sha256").update(bytes).digest("hex").slice(0, 8), bytes }
}

/** Written aside and linked into place, so that two processes starting together agree on one whole file. */
function createKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const aside = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`
  writeFileSync(aside, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" })
  chmodSync(aside, 0o600)
  try {
    linkSync(aside, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    rmSync(aside, { force: true })
  }
}
