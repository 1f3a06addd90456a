import "server-only"
import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import type { AwsApi } from "./client"
import { type AuditRecord, readRecords } from "./read-record"

const unzip = promisify(gunzip)
const hour = 3_600_000
const parallel = 8
/** A file of CloudTrail is a few megabytes; what unpacks to more is not one. */
const maxUnpacked = 512 * 1024 * 1024

export type TrailFile = {
  key: string
  /** As it came, packed. */
  bytes: Uint8Array
  records: AuditRecord[]
  unreadable: number
  /** When CloudTrail put it there. */
  deliveredAt: Date | null
}

export type TrailFolder = { bucket: string; prefix: string; accountId: string }

/**
 * The files of a trail whose events may lie in the window: files are named by delivery, so an hour is read on each
 * side. `skip` names keys already read. Files come in the order of their names per region; a file that cannot be
 * unpacked comes with no records and `unreadable` 1.
 */
export async function* readTrailFiles(
  aws: AwsApi,
  folder: TrailFolder,
  window: { from: Date; to: Date },
  skip: (key: string) => boolean,
): AsyncGenerator<TrailFile> {
  const keys: { key: string; deliveredAt: Date | null }[] = []
  for (const region of await listRegionFolders(aws, folder))
    for await (const found of listFiles(aws, folder.bucket, region, window))
      if (!skip(found.key)) keys.push(found)
  keys.sort((a, b) => fileTime(a.key).localeCompare(fileTime(b.key)))
  for (let start = 0; start < keys.length; start += parallel) {
    const batch = keys.slice(start, start + parallel)
    yield* await Promise.all(batch.map((each) => readFile(aws, folder.bucket, each)))
  }
}

/** "AWSLogs/123/CloudTrail/eu-west-1/" and, for trails of an organisation, the same under its id. */
async function listRegionFolders(aws: AwsApi, { bucket, prefix, accountId }: TrailFolder): Promise<string[]> {
  const roots = [`${prefix}AWSLogs/${accountId}/CloudTrail/`]
  for (const name of await listFolders(aws, bucket, `${prefix}AWSLogs/`))
    if (/\/o-[a-z0-9]+\/$/.test(name)) roots.push(`${name}${accountId}/CloudTrail/`)
  const found = await Promise.all(roots.map((root) => listFolders(aws, bucket, root)))
  return found.flat()
}

async function listFolders(aws: AwsApi, bucket: string, prefix: string): Promise<string[]> {
  const page = await aws.s3().listObjectsV2({ Bucket: bucket, Prefix: prefix, Delimiter: "/" })
  return (page.CommonPrefixes ?? []).flatMap((each) => (each.Prefix ? [each.Prefix] : []))
}

async function* listFiles(
  aws: AwsApi,
  bucket: string,
  regionFolder: string,
  window: { from: Date; to: Date },
): AsyncGenerator<{ key: string; deliveredAt: Date | null }> {
  const first = stamp(window.from.getTime() - hour)
  const last = stamp(window.to.getTime() + hour)
  for (const day of daysBetween(window.from.getTime() - hour, window.to.getTime() + hour)) {
    let token: string | undefined
    do {
      const page = await aws.s3().listObjectsV2({
        Bucket: bucket,
        Prefix: `${regionFolder}${day}/`,
        ...(token ? { ContinuationToken: token } : {}),
      })
      for (const { Key: key, LastModified } of page.Contents ?? []) {
        const time = key ? fileTime(key) : ""
        if (key && time && time.slice(0, 11) >= first && time.slice(0, 11) <= last)
          yield { key, deliveredAt: LastModified ?? null }
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined
    } while (token)
  }
}

async function readFile(
  aws: AwsApi,
  bucket: string,
  { key, deliveredAt }: { key: string; deliveredAt: Date | null },
): Promise<TrailFile> {
  const object = await aws.s3().getObject({ Bucket: bucket, Key: key })
  const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array()
  const content = await unpack(bytes)
  if (content === null) return { key, bytes, records: [], unreadable: 1, deliveredAt }
  return { key, bytes, deliveredAt, ...readRecords(content) }
}

/** Null when the bytes are neither packed nor plain text. */
async function unpack(bytes: Uint8Array): Promise<string | null> {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isPacked) return new TextDecoder().decode(bytes)
  return unzip(bytes, { maxOutputLength: maxUnpacked }).then(
    (plain) => plain.toString("utf8"),
    () => null,
  )
}

/** "20261124T0305" out of "123_CloudTrail_eu-west-1_20261124T0305Z_abc.json.gz"; "" for digests and other files. */
export function fileTime(key: string): string {
  return key.match(/_CloudTrail_[a-z0-9-]+_(\d{8}T\d{4})Z_[^/]*\.json(\.gz)?$/)?.[1] ?? ""
}

/** The time a file's name says, or null. */
export function fileDate(key: string): Date | null {
  const time = fileTime(key)
  if (!time) return null
  const date = new Date(
    `${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6, 8)}T${time.slice(9, 11)}:${time.slice(11, 13)}:00Z`,
  )
  return Number.isNaN(date.getTime()) ? null : date
}

/** "20261124T03": the hour, comparable as text. */
function stamp(time: number): string {
  return new Date(time).toISOString().slice(0, 13).replaceAll("-", "")
}

/** "2026/11/24" for every day that the span touches. */
function daysBetween(from: number, to: number): string[] {
  const days: string[] = []
  for (let day = Math.floor(from / (24 * hour)); day <= Math.floor(to / (24 * hour)); day += 1)
    days.push(new Date(day * 24 * hour).toISOString().slice(0, 10).replaceAll("-", "/"))
  return days
}
