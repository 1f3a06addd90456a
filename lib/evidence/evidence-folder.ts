import "server-only"
import { createHash, randomBytes } from "node:crypto"
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises"
import path from "node:path"
import { env } from "@/lib/env"
import { FirebreakError, notFound } from "@/lib/errors"

/** Immutable bytes under their SHA-256. Shared storage when several instances run. */
export type EvidenceFolder = {
  /** Keeps bytes and returns their SHA-256 (hex). On return they are on the disk, whole, or it has thrown. */
  put: (bytes: Uint8Array) => Promise<string>
  /** The bytes, checked against their name: changed evidence is an error, never an answer. */
  get: (sha256: string) => Promise<Uint8Array>
  /** Where the file is, for readers that want a path (DuckDB). */
  pathOf: (sha256: string) => string
}

/** The folder under the data directory, or another one for tests. */
export function evidenceFolder(root = path.join(env().FIREBREAK_DATA, "evidence")): EvidenceFolder {
  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw notFound("Evidence is named by a SHA-256 of 64 hex digits.")
    return path.join(root, sha256.slice(0, 2), sha256)
  }
  return {
    pathOf,
    put: async (bytes) => {
      const sha256 = sha256Of(bytes)
      const target = pathOf(sha256)
      if (await hasSize(target, bytes.byteLength)) return sha256
      await writeWhole(target, bytes)
      return sha256
    },
    get: async (sha256) => {
      const bytes = await readFile(pathOf(sha256)).catch((cause) => {
        throw new FirebreakError("not-found", `Evidence ${sha256.slice(0, 12)} is not in the store.`, {
          cause,
        })
      })
      if (sha256Of(bytes) !== sha256)
        throw new FirebreakError("unexpected", `Evidence ${sha256.slice(0, 12)} was changed on the disk.`)
      return bytes
    },
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}

async function hasSize(file: string, size: number): Promise<boolean> {
  return stat(file).then(
    (found) => found.size === size,
    () => false,
  )
}

/** Write beside, flush, rename, flush the folder: a crash leaves either nothing or everything. */
async function writeWhole(target: string, bytes: Uint8Array): Promise<void> {
  const folder = path.dirname(target)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${target}.${randomBytes(6).toString("hex")}.part`
  try {
    const file = await open(draft, "wx", 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  const holder = await open(folder, "r")
  await holder.sync().finally(() => holder.close())
}
