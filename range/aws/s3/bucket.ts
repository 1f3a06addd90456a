/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  /** "null" where versioning was off or suspended when it was written. */
  versionId: string
  deleteMarker: boolean
  lastModified: number
  body: Buffer
  etag: string
  contentType: string
  /** Content-Encoding, Cache-Control and the like, by header name. */
  headers: Record<string, string>
  metadata: Record<string, string>
  tags: Record<string, string>
  storageClass: string
  checksum?: Checksum
  /** Sizes of the parts of a multipart object. */
  parts?: number[]
  legalHold?: boolean
  retention?: { mode: "GOVERNANCE" | "COMPLIANCE"; until: number }
}

export interface Checksum {
  algorithm: "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256"
  value: string
  type: "FULL_OBJECT" | "COMPOSITE"
}

export interface MultipartUpload {
  id: string
  key: string
  startedAt: number
  contentType: string
  headers: Record<string, string>
  metadata: Record<string, string>
  tags: Record<string, string>
  checksumAlgorithm?: Checksum["algorithm"]
  parts: Map<number, { body: Buffer; etag: string; checksum?: string; at: number }>
}

/** A bucket and every version in it. Keys are kept sorted in the order S3 lists them. */
export class Bucket {
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly createdAt: number
  versioning: "Enabled" | "Suspended" | undefined
  policy: string | undefined
  /** Configurations that are only stored and given back: lifecycle, encryption, tagging and so on, as XML. */
  readonly configurations = new Map<string, string>()
  objectLock = false
  readonly uploads = new Map<string, MultipartUpload>()
  private readonly versions = new Map<string, ObjectVersion[]>()
  private sortedKeys: string[] = []

  constructor(name: string, accountId: string, region: string, createdAt: number) {
    this.name = name
    this.accountId = accountId
    this.region = region
    this.createdAt = createdAt
  }

  get arn(): string {
    return `arn:aws:s3:::${this.name}`
  }

  get empty(): boolean {
    return this.sortedKeys.length === 0
  }

  /** Newest first. */
  versionsOf(key: string): readonly ObjectVersion[] {
    return this.versions.get(key) ?? []
  }

  latest(key: string): ObjectVersion | undefined {
    return this.versions.get(key)?.[0]
  }

  version(key: string, versionId: string): ObjectVersion | undefined {
    return this.versions.get(key)?.find((each) => each.versionId === versionId)
  }

  /** Keys in UTF-8 order, from the first that is not below `from`. */
  keysFrom(from: string): readonly string[] {
    return from === "" ? this.sortedKeys : this.sortedKeys.slice(lowerBound(this.sortedKeys, from))
  }

  /** Puts a version on top; one without an id of its own replaces the "null" version. */
  add(key: string, version: ObjectVersion): void {
    const present = this.versions.get(key)
    if (present === undefined) {
      this.sortedKeys.splice(lowerBound(this.sortedKeys, key), 0, key)
      this.versions.set(key, [version])
      return
    }
    const kept = version.versionId === "null" ? present.filter((each) => each.versionId !== "null") : present
    this.versions.set(key, [version, ...kept])
  }

  /** Removes one version for good. */
  remove(key: string, versionId: string): ObjectVersion | undefined {
    const present = this.versions.get(key)
    const version = present?.find((each) => each.versionId === versionId)
    if (present === undefined || version === undefined) return undefined
    const kept = present.filter((each) => each !== version)
    if (kept.length > 0) this.versions.set(key, kept)
    else {
      this.versions.delete(key)
      this.sortedKeys.splice(lowerBound(this.sortedKeys, key), 1)
    }
    return version
  }
}

/** UTF-8 byte order, which differs from JavaScript's own order beyond the basic plane. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (left === right) continue
    const surrogates = (code: number) => code >= 0xd800 && code <= 0xdfff
    if (surrogates(left) !== surrogates(right)) return surrogates(left) ? 1 : -1
    return left - right
  }
  return a.length - b.length
}

function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareKeys(sorted[middle] ?? "", key) < 0) low = middle + 1
    else high = middle
  }
  return low
}
