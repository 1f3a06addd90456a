import type { AwsApi } from "./client"

/** One entry of a key's history: a version of the object, or a delete marker. */
export type VersionEntry = {
  key: string
  versionId: string
  /** ms since 1970. */
  at: number
  isLatest: boolean
  kind: "object" | "marker"
  /** Without its quotes; "" for markers. */
  etag: string
  size: number
  storageClass: string
}

/** The history of one key, newest first. */
export type KeyHistory = { key: string; entries: VersionEntry[] }

/**
 * Every key of a bucket (or below a prefix) with its whole history, in the order of keys. Pages of 1,000 entries; a
 * key's history may span pages and still comes whole. Ends early after `maxEntries` and says so by its return value.
 */
export async function* listObjectVersions(
  aws: AwsApi,
  { bucket, prefix = "", maxEntries = 5_000_000 }: { bucket: string; prefix?: string; maxEntries?: number },
): AsyncGenerator<KeyHistory, { truncated: boolean; entries: number }> {
  let keyMarker: string | undefined
  let versionIdMarker: string | undefined
  let open: KeyHistory | null = null
  let entries = 0
  for (;;) {
    const page = await aws.s3().listObjectVersions({
      Bucket: bucket,
      EncodingType: "url",
      ...(prefix ? { Prefix: prefix } : {}),
      ...(keyMarker ? { KeyMarker: keyMarker } : {}),
      ...(versionIdMarker ? { VersionIdMarker: versionIdMarker } : {}),
    })
    for (const entry of mergePage(page)) {
      entries += 1
      if (open && open.key !== entry.key) {
        yield sorted(open)
        open = null
      }
      open ??= { key: entry.key, entries: [] }
      open.entries.push(entry)
    }
    const next: string | undefined = page.IsTruncated ? page.NextKeyMarker : undefined
    if (next === undefined || entries >= maxEntries) {
      if (open) yield sorted(open)
      return { truncated: next !== undefined, entries }
    }
    keyMarker = keyReader(page.EncodingType)(next)
    versionIdMarker = page.NextVersionIdMarker
  }
}

type Page = {
  EncodingType?: string
  Versions?: {
    Key?: string
    VersionId?: string
    LastModified?: Date
    IsLatest?: boolean
    ETag?: string
    Size?: number
    StorageClass?: string
  }[]
  DeleteMarkers?: { Key?: string; VersionId?: string; LastModified?: Date; IsLatest?: boolean }[]
}

/** Versions and markers come as two lists; both are in key order. One list in key order comes out. */
export function mergePage(page: Page): VersionEntry[] {
  const readKey = keyReader(page.EncodingType)
  const objects = (page.Versions ?? []).map(
    (v): VersionEntry => ({
      key: readKey(v.Key ?? ""),
      versionId: v.VersionId ?? "null",
      at: v.LastModified?.getTime() ?? 0,
      isLatest: v.IsLatest ?? false,
      kind: "object",
      etag: (v.ETag ?? "").replaceAll('"', ""),
      size: v.Size ?? 0,
      storageClass: v.StorageClass ?? "STANDARD",
    }),
  )
  const markers = (page.DeleteMarkers ?? []).map(
    (m): VersionEntry => ({
      key: readKey(m.Key ?? ""),
      versionId: m.VersionId ?? "null",
      at: m.LastModified?.getTime() ?? 0,
      isLatest: m.IsLatest ?? false,
      kind: "marker",
      etag: "",
      size: 0,
      storageClass: "",
    }),
  )
  const place = new Map<string, number>()
  for (const { key } of [...objects, ...markers]) if (!place.has(key)) place.set(key, 0)
  const ordered = [...place.keys()].sort(byUtf8)
  ordered.forEach((key, index) => {
    place.set(key, index)
  })
  return [...objects, ...markers].sort((a, b) => (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0))
}

/** Newest first, the latest on top whatever its time; entries of one moment keep the order S3 gave them. */
function sorted({ key, entries }: KeyHistory): KeyHistory {
  return { key, entries: entries.toSorted((a, b) => Number(b.isLatest) - Number(a.isLatest) || b.at - a.at) }
}

/** S3 orders keys by their UTF-8 bytes. */
function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/**
 * How the keys of an answer are read. With EncodingType url a blank comes as "+" and everything special as %XX; an
 * answer that does not say so has them plain, whatever was asked for. A broken code is kept as it is.
 */
function keyReader(encoding: string | undefined): (key: string) => string {
  if (encoding !== "url") return (key) => key
  return (key) => {
    try {
      return decodeURIComponent(key.replaceAll("+", "%20"))
    } catch {
      return key
    }
  }
}
