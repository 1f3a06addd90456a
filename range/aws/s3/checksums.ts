import { createHash } from "node:crypto"
import { crc32 } from "node:zlib"
import type { Checksum } from "./bucket.ts"

export const checksumAlgorithms = [
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "SHA1",
  "SHA256",
] as const satisfies readonly Checksum["algorithm"][]

export function checksumHeader(algorithm: Checksum["algorithm"]): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

/** Base64, as S3 writes checksums. */
export function computeChecksum(algorithm: Checksum["algorithm"], data: Buffer): string {
  if (algorithm === "SHA1" || algorithm === "SHA256")
    return createHash(algorithm.toLowerCase()).update(data).digest("base64")
  if (algorithm === "CRC64NVME") return crc64(data).toString("base64")
  const value = algorithm === "CRC32" ? crc32(data) : crc32c(data)
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes.toString("base64")
}

export function md5(data: Buffer): Buffer {
  return createHash("md5").update(data).digest()
}

const castagnoli = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

function crc32c(data: Buffer): number {
  let crc = 0xffffffff
  for (const byte of data) crc = (castagnoli[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8)
  return crc ^ 0xffffffff
}

/** CRC-64/NVME, its table split into high and low words to stay clear of big integers per byte. */
const nvmeTable = Array.from({ length: 256 }, (_, i) => {
  let value = BigInt(i)
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n
  return value
})
const nvmeHigh = Uint32Array.from(nvmeTable, (value) => Number(value >> 32n))
const nvmeLow = Uint32Array.from(nvmeTable, (value) => Number(value & 0xffffffffn))

function crc64(data: Buffer): Buffer {
  let high = 0xffffffff
  let low = 0xffffffff
  for (const byte of data) {
    const index = (low ^ byte) & 255
    low = ((low >>> 8) | (high << 24)) ^ (nvmeLow[index] ?? 0)
    high = (high >>> 8) ^ (nvmeHigh[index] ?? 0)
  }
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE((high ^ 0xffffffff) >>> 0, 0)
  bytes.writeUInt32BE((low ^ 0xffffffff) >>> 0, 4)
  return bytes
}
