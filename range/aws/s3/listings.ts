import type { RangeReply } from "../../http/messages.ts"
import type { XmlValue } from "../../http/xml.ts"
import { AwsError } from "../aws-error.ts"
import { encodeStrictly } from "../sign/canonical-request.ts"
import { type Bucket, compareKeys, type ObjectVersion } from "./bucket.ts"
import { listTime } from "./object-writes.ts"
import { findBucket, limitedNumber, permit, type S3Call, type S3Operation, xmlReply } from "./s3-call.ts"

export const listingOperations: readonly S3Operation[] = [
  {
    name: "ListObjectVersions",
    method: "GET",
    level: "bucket",
    sub: "versions",
    readOnly: true,
    data: true,
    run: listVersions,
  },
  {
    name: "ListObjectsV2",
    method: "GET",
    level: "bucket",
    sub: "list-type",
    readOnly: true,
    data: true,
    eventName: "ListObjects",
    run: listObjectsV2,
  },
  { name: "ListObjects", method: "GET", level: "bucket", readOnly: true, data: true, run: listObjects },
]

interface Listing {
  bucket: Bucket
  prefix: string
  delimiter: string
  size: number
  encode(key: string): string
  encodingType: string | undefined
}

function readListing(call: S3Call, action: string): Listing {
  const bucket = findBucket(call)
  const prefix = call.query("prefix") ?? ""
  const delimiter = call.query("delimiter") ?? ""
  permit(call, bucket, action, bucket.arn, {
    "s3:prefix": call.query("prefix"),
    "s3:delimiter": call.query("delimiter"),
    "s3:max-keys": call.query("max-keys"),
  })
  const encodingType = call.query("encoding-type")
  if (encodingType !== undefined && encodingType !== "url")
    throw new AwsError("InvalidArgument", "Invalid Encoding Method specified in Request", 400)
  return {
    bucket,
    prefix,
    delimiter,
    size: limitedNumber(call.query("max-keys"), "max-keys", 1000),
    encodingType,
    // As S3 does it: form encoding, so that a space is "+" and a plus sign %2B.
    encode: (key) => (encodingType === "url" ? encodeKey(key) : key),
  }
}

function encodeKey(key: string): string {
  return key.split("/").map(encodeStrictly).join("/").replaceAll("%20", "+")
}

/** The part of a key up to the delimiter, by which it is rolled up; undefined when it is listed itself. */
function commonPrefix(key: string, { prefix, delimiter }: Listing): string | undefined {
  if (delimiter === "") return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

interface CurrentPage {
  contents: [string, ObjectVersion][]
  prefixes: string[]
  /** The last key or prefix given, when there is more. */
  next: string | undefined
}

function currentPage(listing: Listing, after: string): CurrentPage {
  const page: CurrentPage = { contents: [], prefixes: [], next: undefined }
  let last = ""
  for (const key of listing.bucket.keysFrom(
    compareKeys(after, listing.prefix) > 0 ? after : listing.prefix,
  )) {
    if (!key.startsWith(listing.prefix)) break
    const version = listing.bucket.latest(key)
    if (key === after || version === undefined || version.deleteMarker) continue
    const rolled = commonPrefix(key, listing)
    if (rolled !== undefined && (rolled === last || (after !== "" && after.startsWith(rolled)))) continue
    if (page.contents.length + page.prefixes.length >= listing.size) {
      page.next = last
      break
    }
    last = rolled ?? key
    if (rolled === undefined) page.contents.push([key, version])
    else page.prefixes.push(rolled)
  }
  return page
}

function contentXml(listing: Listing, key: string, version: ObjectVersion, owner: boolean): XmlValue {
  return {
    Key: listing.encode(key),
    LastModified: listTime(version.lastModified),
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: version.body.length,
    Owner: owner ? ownerXml(listing.bucket) : undefined,
    StorageClass: version.storageClass,
  }
}

function ownerXml(bucket: Bucket): XmlValue {
  return { ID: bucket.accountId.padStart(64, "0") }
}

function listObjectsV2(call: S3Call): RangeReply {
  const listing = readListing(call, "s3:ListBucket")
  const token = call.query("continuation-token")
  const startAfter = call.query("start-after")
  const after = token === undefined ? (startAfter ?? "") : Buffer.from(token, "base64url").toString("utf8")
  const page = currentPage(listing, after)
  return xmlReply("ListBucketResult", {
    Name: listing.bucket.name,
    Prefix: listing.encode(listing.prefix),
    Delimiter: listing.delimiter === "" ? undefined : listing.encode(listing.delimiter),
    MaxKeys: listing.size,
    EncodingType: listing.encodingType,
    KeyCount: page.contents.length + page.prefixes.length,
    IsTruncated: page.next !== undefined,
    ContinuationToken: token,
    StartAfter: startAfter === undefined ? undefined : listing.encode(startAfter),
    NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString("base64url"),
    Contents: page.contents.map(([key, version]) =>
      contentXml(listing, key, version, call.query("fetch-owner") === "true"),
    ),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: listing.encode(prefix) })),
  })
}

function listObjects(call: S3Call): RangeReply {
  const listing = readListing(call, "s3:ListBucket")
  const marker = call.query("marker") ?? ""
  const page = currentPage(listing, marker)
  return xmlReply("ListBucketResult", {
    Name: listing.bucket.name,
    Prefix: listing.encode(listing.prefix),
    Marker: listing.encode(marker),
    Delimiter: listing.delimiter === "" ? undefined : listing.encode(listing.delimiter),
    MaxKeys: listing.size,
    EncodingType: listing.encodingType,
    IsTruncated: page.next !== undefined,
    NextMarker: page.next === undefined || listing.delimiter === "" ? undefined : listing.encode(page.next),
    Contents: page.contents.map(([key, version]) => contentXml(listing, key, version, true)),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: listing.encode(prefix) })),
  })
}

/** Versions and markers by key, newest first within one; a page may end in the middle of a key. */
function listVersions(call: S3Call): RangeReply {
  const listing = readListing(call, "s3:ListBucketVersions")
  const { bucket, prefix } = listing
  const keyMarker = call.query("key-marker") ?? ""
  const versionMarker = call.query("version-id-marker") ?? ""
  if (versionMarker !== "" && keyMarker === "")
    throw new AwsError(
      "InvalidArgument",
      "A version-id marker cannot be specified without a key marker.",
      400,
    )
  const entries: { key: string; version: ObjectVersion; latest: boolean }[] = []
  const prefixes: string[] = []
  let next: [string, string] | undefined
  let last: [string, string] = ["", ""]
  walk: for (const key of bucket.keysFrom(compareKeys(keyMarker, prefix) > 0 ? keyMarker : prefix)) {
    if (!key.startsWith(prefix)) break
    if (key === keyMarker && versionMarker === "") continue
    const rolled = commonPrefix(key, listing)
    if (
      rolled !== undefined &&
      (rolled === prefixes.at(-1) || (keyMarker !== "" && keyMarker.startsWith(rolled)))
    )
      continue
    const versions = bucket.versionsOf(key)
    const from = key === keyMarker ? versions.findIndex((each) => each.versionId === versionMarker) + 1 : 0
    for (const [i, version] of versions.entries()) {
      if (i < from) continue
      if (entries.length + prefixes.length >= listing.size) {
        next = last
        break walk
      }
      if (rolled !== undefined) {
        prefixes.push(rolled)
        last = [rolled, ""]
        break
      }
      entries.push({ key, version, latest: i === 0 })
      last = [key, version.versionId]
    }
  }
  const xml = (wanted: boolean) =>
    entries
      .filter((each) => each.version.deleteMarker === wanted)
      .map(({ key, version, latest }) => ({
        ...(wanted
          ? {}
          : {
              ETag: `"${version.etag}"`,
              ChecksumAlgorithm: version.checksum?.algorithm,
              Size: version.body.length,
              StorageClass: version.storageClass,
            }),
        Key: listing.encode(key),
        VersionId: version.versionId,
        IsLatest: latest,
        LastModified: listTime(version.lastModified),
        Owner: ownerXml(bucket),
      }))
  return xmlReply("ListVersionsResult", {
    Name: bucket.name,
    Prefix: listing.encode(prefix),
    KeyMarker: listing.encode(keyMarker),
    VersionIdMarker: versionMarker,
    NextKeyMarker: next && listing.encode(next[0]),
    NextVersionIdMarker: next && next[1] !== "" ? next[1] : undefined,
    MaxKeys: listing.size,
    Delimiter: listing.delimiter === "" ? undefined : listing.encode(listing.delimiter),
    EncodingType: listing.encodingType,
    IsTruncated: next !== undefined,
    Version: xml(false),
    DeleteMarker: xml(true),
    CommonPrefixes: prefixes.map((each) => ({ Prefix: listing.encode(each) })),
  })
}
