import { Agent } from "node:http"
import type { LookupFunction } from "node:net"
import { Readable } from "node:stream"
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3"
import { afterAll, beforeAll, expect, test } from "vitest"
import { outcome, startTestRange, type TestCredentials } from "../../testing/start-test-range.ts"

let range: Awaited<ReturnType<typeof startTestRange>>
let admin: TestCredentials
let s3: S3Client

beforeAll(async () => {
  range = await startTestRange()
  admin = (await range.control.createAccount({ scenario: "empty" })).administrator
  s3 = range.s3(admin)
})
afterAll(() => range.range.close())

async function bucket(name: string, versioned: boolean): Promise<string> {
  await s3.send(
    new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  )
  if (versioned)
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: "Enabled" } }),
    )
  return name
}

const put = (Bucket: string, Key: string, Body: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }))

test("an object comes back as it was put, with metadata, checksum, ranges and awkward keys", async () => {
  const Bucket = await bucket("round-trip", false)
  const Key = "a b/c+d&é/(x)!'*~.txt"
  const written = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: "hello world",
      ContentType: "text/plain",
      Metadata: { owner: "me" },
      Tagging: "a=1&b=2",
      CacheControl: "no-store",
    }),
  )
  expect(written.ETag).toBe('"5eb63bbbe01eeed093cb22bb8f5acdc3"')
  const read = await s3.send(new GetObjectCommand({ Bucket, Key }))
  expect(await read.Body?.transformToString()).toBe("hello world")
  expect(read).toMatchObject({
    ContentType: "text/plain",
    Metadata: { owner: "me" },
    CacheControl: "no-store",
    TagCount: 2,
    ChecksumCRC32: written.ChecksumCRC32,
  })
  const part = await s3.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=6-8" }))
  expect([await part.Body?.transformToString(), part.ContentRange]).toEqual(["wor", "bytes 6-8/11"])
  const listed = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }))
  expect(decodeURIComponent((listed.Contents?.[0]?.Key ?? "").replaceAll("+", " "))).toBe(Key)
  expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([
    { Key: "a", Value: "1" },
    { Key: "b", Value: "2" },
  ])
  const attributes = await s3.send(
    new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ["Checksum", "ObjectSize"] }),
  )
  expect(attributes).toMatchObject({ ObjectSize: 11, Checksum: { ChecksumCRC32: written.ChecksumCRC32 } })
})

test("streams with a trailing checksum, every algorithm, and unsigned bodies are understood", async () => {
  const Bucket = await bucket("streams", false)
  const body = Buffer.alloc(200_000, "x")
  const stream = () => Readable.from([body.subarray(0, 150_000), body.subarray(150_000)])
  await s3.send(new PutObjectCommand({ Bucket, Key: "trailer", Body: stream(), ContentLength: body.length }))
  for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const) {
    const sent = await s3.send(
      new PutObjectCommand({ Bucket, Key: ChecksumAlgorithm, Body: body, ChecksumAlgorithm }),
    )
    const head = await s3.send(
      new HeadObjectCommand({ Bucket, Key: ChecksumAlgorithm, ChecksumMode: "ENABLED" }),
    )
    expect(head[`Checksum${ChecksumAlgorithm}`]).toBe(sent[`Checksum${ChecksumAlgorithm}`])
    expect(head[`Checksum${ChecksumAlgorithm}`]).toBeTruthy()
  }
  const read = await s3.send(new GetObjectCommand({ Bucket, Key: "trailer", ChecksumMode: "ENABLED" }))
  expect((await read.Body?.transformToByteArray())?.length).toBe(200_000)
  const wrong = s3.send(new PutObjectCommand({ Bucket, Key: "wrong", Body: "x", ChecksumCRC32: "AAAAAA==" }))
  expect(await outcome(wrong)).toBe("BadDigest")
})

test("versions, markers and purges are listed in pages that stop anywhere", async () => {
  const Bucket = await bucket("versions", true)
  for (const Key of ["k/1", "k/2", "z"]) for (const Body of ["old", "new"]) await put(Bucket, Key, Body)
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k/1" }))
  expect(marker.DeleteMarker).toBe(true)
  const all: string[] = []
  let KeyMarker: string | undefined
  let VersionIdMarker: string | undefined
  let pages = 0
  do {
    const page = await s3.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, KeyMarker, VersionIdMarker }),
    )
    pages++
    for (const each of page.Versions ?? []) all.push(`${each.Key} ${each.Size} ${each.IsLatest}`)
    for (const each of page.DeleteMarkers ?? []) all.push(`${each.Key} marker ${each.IsLatest}`)
    KeyMarker = page.NextKeyMarker
    VersionIdMarker = page.NextVersionIdMarker
  } while (KeyMarker !== undefined)
  expect(pages).toBe(4)
  expect(all.sort()).toEqual([
    "k/1 3 false",
    "k/1 3 false",
    "k/1 marker true",
    "k/2 3 false",
    "k/2 3 true",
    "z 3 false",
    "z 3 true",
  ])
  expect(await outcome(s3.send(new GetObjectCommand({ Bucket, Key: "k/1" })))).toBe("NoSuchKey")
  expect(await outcome(s3.send(new HeadObjectCommand({ Bucket, Key: "k/1" })))).toBe("NotFound")
  const rolled = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }))
  expect([
    rolled.CommonPrefixes?.map((each) => each.Prefix),
    rolled.Contents?.map((each) => each.Key),
  ]).toEqual([["k/"], ["z"]])
  const again = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k/1", VersionId: marker.VersionId }))
  expect(again.DeleteMarker).toBe(true)
  expect(await outcome(s3.send(new GetObjectCommand({ Bucket, Key: "k/1" })))).toBe("ok")
  const older = (await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "z" }))).Versions?.[1]
  const copied = await s3.send(
    new CopyObjectCommand({ Bucket, Key: "z", CopySource: `${Bucket}/z?versionId=${older?.VersionId}` }),
  )
  expect(copied.CopySourceVersionId).toBe(older?.VersionId)
  expect(await (await s3.send(new GetObjectCommand({ Bucket, Key: "z" }))).Body?.transformToString()).toBe(
    "old",
  )
  expect(await outcome(s3.send(new GetObjectCommand({ Bucket, Key: "z", VersionId: "none" })))).toBe(
    "NoSuchVersion",
  )
  expect(await outcome(s3.send(new CopyObjectCommand({ Bucket, Key: "z", CopySource: `${Bucket}/z` })))).toBe(
    "InvalidRequest",
  )
  expect(await outcome(s3.send(new DeleteBucketCommand({ Bucket })))).toBe("BucketNotEmpty")
})

test("listing goes on from a continuation token, with and without a delimiter", async () => {
  const Bucket = await bucket("paged", false)
  for (const Key of ["a", "b/1", "b/2", "b/3", "c", "d/1"]) await put(Bucket, Key, "x")
  const walk = async (Delimiter?: string) => {
    const seen: string[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, MaxKeys: 2, Delimiter, ContinuationToken }),
      )
      seen.push(
        ...(page.Contents ?? []).map((each) => each.Key ?? ""),
        ...(page.CommonPrefixes ?? []).map((each) => each.Prefix ?? ""),
      )
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined)
    return seen
  }
  expect(await walk()).toEqual(["a", "b/1", "b/2", "b/3", "c", "d/1"])
  expect(await walk("/")).toEqual(["a", "b/", "c", "d/"])
})

test("a batch delete answers per key and stops at nothing", async () => {
  const Bucket = await bucket("batch", true)
  await put(Bucket, "one", "1")
  const done = await s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: "one" }, { Key: "error-me" }, { Key: "absent" }] },
    }),
  )
  expect(done.Deleted?.map((each) => [each.Key, each.DeleteMarker])).toEqual([
    ["one", true],
    ["absent", true],
  ])
  expect(done.Errors?.map((each) => [each.Key, each.Code])).toEqual([["error-me", "InternalError"]])
})

test("a multipart object has its parts' tag and the time its upload began", async () => {
  const Bucket = await bucket("parts", true)
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key: "big", ContentType: "video/mp4" }),
  )
  const began = range.clock.now()
  range.clock.jump(60_000)
  const Parts = []
  for (const [i, Body] of [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("tail")].entries()) {
    const part = await s3.send(
      new UploadPartCommand({ Bucket, Key: "big", UploadId, PartNumber: i + 1, Body }),
    )
    Parts.push({ PartNumber: i + 1, ETag: part.ETag })
  }
  await s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key: "big", UploadId, MultipartUpload: { Parts } }),
  )
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "big" }))
  expect(head).toMatchObject({ ContentLength: 5 * 1024 * 1024 + 4, ContentType: "video/mp4" })
  expect(head.ETag).toMatch(/-2"$/)
  expect(Math.abs((head.LastModified?.getTime() ?? 0) - began)).toBeLessThan(30_000)
})

test("bucket settings: what is stored comes back, what is not is refused by name", async () => {
  const Bucket = await bucket("settings", false)
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
  expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe("eu-west-1")
  expect(await outcome(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })))).toBe(
    "NoSuchLifecycleConfiguration",
  )
  expect(await outcome(s3.send(new GetObjectLockConfigurationCommand({ Bucket })))).toBe(
    "ObjectLockConfigurationNotFoundError",
  )
  const Rules = [
    {
      ID: "tidy",
      Status: "Enabled" as const,
      Filter: { Prefix: "" },
      NoncurrentVersionExpiration: { NoncurrentDays: 7 },
    },
  ]
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
  expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules)
  expect(await outcome(put("no-such-bucket", "k", "v"))).toBe("NoSuchBucket")
  expect(
    (await s3.send(new ListBucketsCommand({ Prefix: "settings" }))).Buckets?.map((each) => each.Name),
  ).toEqual([Bucket])
})

test("archived objects must be restored first, others may not be", async () => {
  const Bucket = await bucket("archive", false)
  await s3.send(new PutObjectCommand({ Bucket, Key: "cold", Body: "x", StorageClass: "GLACIER" }))
  await put(Bucket, "warm", "x")
  expect(await outcome(s3.send(new GetObjectCommand({ Bucket, Key: "cold" })))).toBe("InvalidObjectState")
  const copy = new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/cold` })
  expect(await outcome(s3.send(copy))).toBe("ObjectNotInActiveTierError")
  const restore = (Key: string) =>
    outcome(s3.send(new RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1 } })))
  expect([await restore("cold"), await restore("warm")]).toEqual(["ok", "InvalidObjectState"])
})

test("bucket policies deny over every allow, and another account needs both sides", async () => {
  const Bucket = await bucket("guarded", false)
  await put(Bucket, "k", "v")
  const other = (await range.control.createAccount({ scenario: "empty" })).administrator
  const foreign = () => outcome(range.s3(other).send(new GetObjectCommand({ Bucket, Key: "k" })))
  expect(await foreign()).toBe("AccessDenied")
  const policy = (...Statement: object[]) =>
    s3.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
    )
  const open = {
    Effect: "Allow",
    Principal: { AWS: other.arn },
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${Bucket}/*`,
  }
  await policy(open)
  expect(await foreign()).toBe("ok")
  await policy(open, {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:DeleteObject",
    Resource: `arn:aws:s3:::${Bucket}/*`,
  })
  expect(await outcome(s3.send(new DeleteObjectCommand({ Bucket, Key: "k" })))).toBe("AccessDenied")
})

test("keys, secrets and regions that do not fit are named as S3 names them", async () => {
  const list = (keys: TestCredentials) => outcome(range.s3(keys).send(new ListBucketsCommand({})))
  expect(await list({ ...admin, accessKeyId: "AKIAQQQQQQQQQQQQQQQQ" })).toBe("InvalidAccessKeyId")
  expect(await list({ ...admin, secretAccessKey: "wrong" })).toBe("SignatureDoesNotMatch")
  const elsewhere = range.s3(admin, "us-west-2").send(new ListObjectsV2Command({ Bucket: "settings" }))
  expect(await outcome(elsewhere)).toBe("PermanentRedirect")
})

test("a bucket may be addressed by host name too", async () => {
  const url = new URL(range.range.endpoints.s3)
  const lookup: LookupFunction = (_host, _options, found) =>
    found(null, [{ address: "127.0.0.1", family: 4 }])
  const client = new S3Client({
    credentials: admin,
    region: "eu-west-1",
    endpoint: `http://localhost:${url.port}`,
    requestHandler: { httpAgent: new Agent({ lookup }) },
  })
  expect(await outcome(client.send(new ListObjectsV2Command({ Bucket: "settings" })))).toBe("ok")
})
