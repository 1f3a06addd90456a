import { createHash } from "node:crypto"
import { S3 } from "@aws-sdk/client-s3"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import type { ConnectorContext, DamageRef, ResourceEffect } from "../contract"
import { readAws, writeAws } from "./client"
import { copyVersion } from "./copy-version"
import { findRestoreOptions } from "./find-restore-options"
import { restoreBucketObjects } from "./restore-bucket-objects"
import type { RestoreObjectsInput } from "./restore-bucket-objects-definition"
import { readDoneLines } from "./restore-lines"

let range: TestRange
let account: RangeAccount
let s3: S3
let suffix = 0
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 3 })
  const { accessKeyId, secretAccessKey } = account.administrator as RangeKeys
  s3 = new S3({
    region: account.region,
    endpoint: account.endpoints.s3,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  })
})
afterAll(() => range.close())

const kept = new Map<string, Uint8Array>()
function context(keys: RangeKeys = account.administrator as RangeKeys): ConnectorContext {
  return {
    connectionId: keys.accessKeyId,
    config: {
      mode: "keys",
      accessKeyId: keys.accessKeyId,
      regions: [account.region],
      endpoints: account.endpoints,
      propagationSeconds: 0,
    },
    secret: { secretAccessKey: keys.secretAccessKey },
    protectedPatterns: [],
    incidentReference: "INC-1",
    operator: "test",
    now: () => new Date(),
    signal: new AbortController().signal,
    evidence: {
      put: async ({ bytes }) => {
        const name = createHash("sha256").update(bytes).digest("hex")
        kept.set(name, bytes)
        return name
      },
      get: async (name) => kept.get(name) ?? new Uint8Array(),
    },
    progress: () => undefined,
  }
}

/** A bucket of its own with the given objects; versions on unless told. */
async function bucketWith(
  objects: Record<string, string>,
  versioning: "Enabled" | "Suspended" | "" = "Enabled",
) {
  suffix += 1
  const Bucket = `restore-test-${account.accountId}-${suffix}`
  await s3.createBucket({ Bucket })
  if (versioning) await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: versioning } })
  for (const [Key, Body] of Object.entries(objects))
    await s3.putObject({ Bucket, Key, Body, Metadata: { owner: "maria" }, Tagging: "kind=invoice" })
  // S3 tells whole seconds: what follows has to be in a later one.
  await new Promise((resolve) => setTimeout(resolve, 3100))
  return Bucket
}

const firstAt = () => new Date().toISOString()

function inputFor(
  bucket: string,
  first: string,
  change: Partial<RestoreObjectsInput> = {},
): RestoreObjectsInput {
  const point = new Date(Date.parse(first) - 1000).toISOString()
  return restoreBucketObjects.definition.input.parse({
    bucket,
    point,
    proposedPoint: point,
    mode: "copy",
    effects: "",
    until: new Date().toISOString(),
    actorLastAt: new Date().toISOString(),
    destination: null,
    ...change,
  })
}

async function bodyOf(Bucket: string, Key: string): Promise<string | null> {
  try {
    return (await (await s3.getObject({ Bucket, Key })).Body?.transformToString()) ?? ""
  } catch {
    return null
  }
}

async function run(ctx: ConnectorContext, input: RestoreObjectsInput) {
  const looked = await restoreBucketObjects.inspect(ctx, input)
  const applied = await restoreBucketObjects.apply(ctx, input, looked.snapshot)
  const { proofs } = await restoreBucketObjects.verify(ctx, input, applied.receipt, new Date())
  return { looked, ...applied, proofs }
}

test("deleted and overwritten objects come back with bytes, metadata and tags; undo shows the damage again", async () => {
  const bucket = await bucketWith({ "a.txt": "alpha", "b c+ü.txt": "beta", "same.txt": "gamma" })
  await s3.putObject({ Bucket: bucket, Key: "old.txt", Body: "long gone" })
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await s3.deleteObject({ Bucket: bucket, Key: "old.txt" })
  await new Promise((resolve) => setTimeout(resolve, 2100))
  const first = firstAt()
  await s3.deleteObject({ Bucket: bucket, Key: "a.txt" })
  await s3.deleteObject({ Bucket: bucket, Key: "a.txt" })
  await s3.putObject({ Bucket: bucket, Key: "b c+ü.txt", Body: "garbage" })
  await s3.putObject({ Bucket: bucket, Key: "old.txt", Body: "resurrected by the agent" })
  const ctx = context()
  const input = inputFor(bucket, first)
  const { looked, receipt, proofs } = await run(ctx, input)
  expect(looked.changes.join(" ")).toMatch(/2 keys \(9 bytes\) to copy onto their keys/)
  expect(looked.changes.join(" ")).toMatch(/1 key deleted before the incident: deleted again/)
  expect(await bodyOf(bucket, "a.txt")).toBe("alpha")
  expect(await bodyOf(bucket, "b c+ü.txt")).toBe("beta")
  expect(await bodyOf(bucket, "old.txt")).toBeNull()
  const head = await s3.headObject({ Bucket: bucket, Key: "a.txt" })
  expect(head.Metadata).toEqual({ owner: "maria" })
  const { TagSet } = await s3.getObjectTagging({ Bucket: bucket, Key: "a.txt" })
  expect(TagSet).toEqual([{ Key: "kind", Value: "invoice" }])
  expect(proofs.map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ["counts", "holds"],
    ["checksums", "holds"],
  ])
  expect(receipt).toMatchObject({ restored: 3, failed: 0, incomplete: "" })

  const again = await restoreBucketObjects.inspect(ctx, input)
  expect(again.inEffect).toBe("yes")
  const back = await restoreBucketObjects.undo?.(ctx, input, receipt)
  expect(back?.statement).toMatch(/: 3 keys, damaged as before/)
  expect(await bodyOf(bucket, "a.txt")).toBeNull()
  expect(await bodyOf(bucket, "b c+ü.txt")).toBe("garbage")
  expect(await bodyOf(bucket, "old.txt")).toBe("resurrected by the agent")
  const repeated = await restoreBucketObjects.undo?.(ctx, input, receipt)
  expect(repeated?.statement).toMatch(/: 0 keys, .* Left alone, .*: 3\.$/)
})

test("a broken-off restore is read back as not applied, and continued without doing a key twice", async () => {
  const objects = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, `content ${i}`]))
  const bucket = await bucketWith(objects)
  const first = firstAt()
  for (const Key of Object.keys(objects)) await s3.deleteObject({ Bucket: bucket, Key })
  const ctx = context()
  const input = inputFor(bucket, first)
  const { snapshot } = await restoreBucketObjects.inspect(ctx, input)
  const abort = new AbortController()
  await range.control("POST", "/faults", { operation: "s3:CopyObject", kind: "latency", ms: 100, count: 40 })
  const broken = restoreBucketObjects.apply({ ...ctx, signal: abort.signal }, input, snapshot)
  setTimeout(() => abort.abort(new Error("the process dies")), 250)
  await expect(broken).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 400))
  await range.control("DELETE", "/faults")
  expect((await restoreBucketObjects.readBack(ctx, input, snapshot)).outcome).toBe("not_applied")
  const { receipt } = await restoreBucketObjects.apply(ctx, input, snapshot)
  const { Versions } = await s3.listObjectVersions({ Bucket: bucket })
  const versions = Map.groupBy(Versions ?? [], (version) => version.Key)
  expect([...versions.values()].map((list) => list.length)).toEqual(Array.from({ length: 40 }, () => 2))
  const lines = await readDoneLines(ctx, String(receipt.list))
  const latest = new Set((Versions ?? []).filter((v) => v.IsLatest).map((v) => v.VersionId))
  expect(lines.map((line) => latest.has(line.created ?? ""))).toEqual(lines.map(() => true))
  const read = await restoreBucketObjects.readBack(ctx, input, snapshot)
  expect(read).toMatchObject({ outcome: "applied", receipt: { restored: 40 } })
})

test("answers that are lost in the middle do not double a key", async () => {
  const bucket = await bucketWith({ one: "1", two: "2", three: "3" })
  const first = firstAt()
  for (const Key of ["one", "two", "three"]) await s3.putObject({ Bucket: bucket, Key, Body: "x" })
  await range.control("POST", "/faults", { operation: "s3:CopyObject", kind: "reset", count: 3 })
  const { receipt, proofs } = await run(context(), inputFor(bucket, first))
  await range.control("DELETE", "/faults")
  expect(receipt.restored).toBe(3)
  expect(proofs.map((proof) => proof.outcome)).toEqual(["holds", "holds"])
  const { Versions } = await s3.listObjectVersions({ Bucket: bucket })
  expect(Versions?.length).toBe(9)
})

test("a key that fails for good leaves the others restored, and the proofs say so; a second try does the rest", async () => {
  const bucket = await bucketWith({ good: "1", stubborn: "2" })
  const first = firstAt()
  for (const Key of ["good", "stubborn"]) await s3.deleteObject({ Bucket: bucket, Key })
  const input = inputFor(bucket, first)
  const ctx = context()
  await range.control("POST", "/faults", {
    operation: "s3:CopyObject",
    kind: "error",
    name: "stubborn",
    count: 50,
  })
  const { receipt, proofs } = await run(ctx, input)
  await range.control("DELETE", "/faults")
  expect(receipt).toMatchObject({
    restored: 1,
    failed: 1,
    incomplete: "1 key: not restored, S3 refused or failed.",
  })
  expect(proofs[0]).toMatchObject({ kind: "counts", outcome: "contradicts" })
  expect(proofs[0]?.statement).toMatch(/1 of 2 keys do not show what they were to show: stubborn/)
  expect(await bodyOf(bucket, "good")).toBe("1")
  const again = await run(ctx, input)
  expect(again.receipt).toMatchObject({ restored: 1, fine: 1, failed: 0, incomplete: "" })
  expect(again.proofs.map((proof) => proof.outcome)).toEqual(["holds", "holds"])
})

test("what somebody wrote after the look is kept, and said", async () => {
  const bucket = await bucketWith({ a: "before", b: "before" })
  const first = firstAt()
  await s3.deleteObject({ Bucket: bucket, Key: "a" })
  await s3.putObject({ Bucket: bucket, Key: "b", Body: "damaged" })
  const ctx = context()
  const input = inputFor(bucket, first)
  const { snapshot } = await restoreBucketObjects.inspect(ctx, input)
  await s3.putObject({ Bucket: bucket, Key: "a", Body: "honest work" })
  const { receipt } = await restoreBucketObjects.apply(ctx, input, snapshot)
  expect(receipt).toMatchObject({ restored: 1, kept: 1 })
  expect(await bodyOf(bucket, "a")).toBe("honest work")
  expect(await bodyOf(bucket, "b")).toBe("before")
})

test("with a list of effects only what is known as damage is touched, and later honest work is kept", async () => {
  const bucket = await bucketWith({ a: "a0", b: "b0", c: "c0" })
  const first = firstAt()
  const hit = await s3.putObject({ Bucket: bucket, Key: "a", Body: "damaged" })
  await s3.deleteObject({ Bucket: bucket, Key: "b" })
  const deletedAt = new Date().toISOString()
  await s3.putObject({ Bucket: bucket, Key: "c", Body: "c1, by a colleague" })
  await new Promise((resolve) => setTimeout(resolve, 3100))
  await s3.putObject({ Bucket: bucket, Key: "b", Body: "b1, written again by a colleague" })
  const rows: ResourceEffect[] = [
    row({
      item: "a",
      eventId: `version ${bucket}/a?versionId=${hit.VersionId}`,
      source: "aws.version-listing",
    }),
    row({ item: "b", action: "s3:DeleteObject", occurredAt: deletedAt }),
  ]
  const ctx = context()
  const effects = await keepRows(ctx, rows)
  const { looked, receipt } = await run(ctx, inputFor(bucket, first, { effects, until: deletedAt }))
  expect(looked.warnings.join(" ")).toMatch(
    /1 key: written or deleted by somebody else after the damage, not touched \(b\)/,
  )
  expect(receipt.restored).toBe(1)
  expect(await bodyOf(bucket, "a")).toBe("a0")
  expect(await bodyOf(bucket, "b")).toBe("b1, written again by a colleague")
  expect(await bodyOf(bucket, "c")).toBe("c1, by a colleague")
})

function row(change: Partial<ResourceEffect>): ResourceEffect {
  return {
    eventId: "1",
    occurredAt: new Date().toISOString(),
    source: "aws.trail-files",
    action: "s3:PutObject",
    grade: 4,
    identity: "AKIAAGENT",
    item: "",
    ...change,
  }
}

function keepRows(ctx: ConnectorContext, rows: readonly ResourceEffect[]): Promise<string> {
  const bytes = new TextEncoder().encode(rows.map((one) => `${JSON.stringify(one)}\n`).join(""))
  return ctx.evidence.put({ name: "effects", mediaType: "application/x-ndjson", bytes, origin: "test" })
}

test("markers mode removes the markers alone; a destination gets copies and leaves the keys as they are", async () => {
  const bucket = await bucketWith({ a: "a0" })
  const first = firstAt()
  await s3.deleteObject({ Bucket: bucket, Key: "a" })
  await s3.deleteObject({ Bucket: bucket, Key: "a" })
  const ctx = context()
  const aside = await run(ctx, inputFor(bucket, first, { destination: { bucket, prefix: "restored/" } }))
  expect(aside.proofs.map((proof) => proof.outcome)).toEqual(["holds", "holds"])
  expect(String(aside.receipt.incomplete)).toMatch(/the original keys are as they were/)
  expect([await bodyOf(bucket, "a"), await bodyOf(bucket, "restored/a")]).toEqual([null, "a0"])
  const input = inputFor(bucket, first, { mode: "markers" })
  const { proofs, receipt } = await run(ctx, input)
  expect(proofs.map((proof) => proof.outcome)).toEqual(["holds", "holds"])
  const { DeleteMarkers, Versions } = await s3.listObjectVersions({ Bucket: bucket, Prefix: "a" })
  expect([DeleteMarkers?.length ?? 0, Versions?.length]).toEqual([0, 1])
  await restoreBucketObjects.undo?.(ctx, input, receipt)
  expect(await bodyOf(bucket, "a")).toBeNull()
})

test("without the permission nothing is restored, and the step fails with S3's own words", async () => {
  const bucket = await bucketWith({ a: "a0" })
  const first = firstAt()
  await s3.deleteObject({ Bucket: bucket, Key: "a" })
  const { responder } = account as unknown as { responder: RangeKeys & { userArn: string } }
  const ctx = context(responder)
  const look = await restoreBucketObjects.inspect(context(), inputFor(bucket, first))
  await expect(restoreBucketObjects.inspect(ctx, inputFor(bucket, first))).rejects.toMatchObject({
    kind: "refused",
  })
  await expect(restoreBucketObjects.apply(ctx, inputFor(bucket, first), look.snapshot)).rejects.toMatchObject(
    { kind: "refused", mayHaveHappened: false },
  )
  expect(await bodyOf(bucket, "a")).toBeNull()
})

function damageOf(bucket: string, change: Partial<DamageRef>): DamageRef {
  return {
    resource: `arn:aws:s3:::${bucket}`,
    resourceType: "AWS::S3::Bucket",
    name: bucket,
    region: "",
    effect: "deleted",
    firstAt: firstAt(),
    lastAt: new Date().toISOString(),
    effects: "",
    actorLastAt: new Date().toISOString(),
    known: 1,
    undone: [],
    detail: {},
    ...change,
  }
}

test("options say point, loss, expiry and checks; and the reasons where there is no way back", async () => {
  const ctx = context()
  const bucket = await bucketWith({ a: "a0", gone: "g0" })
  await s3.putBucketLifecycleConfiguration({
    Bucket: bucket,
    LifecycleConfiguration: {
      Rules: [
        {
          ID: "short",
          Status: "Enabled",
          Filter: { Prefix: "" },
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        },
      ],
    },
  })
  const first = firstAt()
  await s3.deleteObject({ Bucket: bucket, Key: "a" })
  const { Versions } = await s3.listObjectVersions({ Bucket: bucket, Prefix: "gone" })
  const VersionId = Versions?.[0]?.VersionId
  await s3.deleteObject({ Bucket: bucket, Key: "gone", VersionId })
  const effects = await keepRows(ctx, [
    row({ item: "a", action: "s3:DeleteObject" }),
    row({ item: `gone?versionId=${VersionId}`, action: "s3:DeleteObject" }),
  ])
  const options = await findRestoreOptions(ctx, damageOf(bucket, { firstAt: first, effects }))
  expect(options.map((option) => option.available)).toEqual([true, true])
  const [copy] = options
  expect(copy?.point).toBe(new Date(Date.parse(first) - 1000).toISOString())
  expect(copy?.expectedLoss).toBe("1 key: no version from before is left.")
  const day = 86_400_000
  expect(Date.parse(copy?.expiresAt ?? "") % day).toBe(0)
  expect(Date.parse(copy?.expiresAt ?? "") - Date.parse(first)).toBeGreaterThanOrEqual(day - 1000)
  expect(copy?.preflight.map((check) => [check.name, check.outcome])).toEqual([
    ["versioning", "passed"],
    ["permissions", "passed"],
    ["good version", "passed"],
    ["KMS key", "passed"],
    ["object lock", "passed"],
    ["lifecycle", "unknown"],
  ])

  const off = await bucketWith({ a: "a0" }, "")
  expect(await findRestoreOptions(ctx, damageOf(off, {}))).toMatchObject([
    { available: false, reason: expect.stringMatching(/was never on/) },
  ])
  const suspended = await bucketWith({ a: "a0" }, "Suspended")
  expect(await findRestoreOptions(ctx, damageOf(suspended, {}))).toMatchObject([
    { available: false, reason: expect.stringMatching(/is suspended/) },
  ])
  expect(await findRestoreOptions(ctx, damageOf("no-such-bucket-here", {}))).toMatchObject([
    { available: false, reason: expect.stringMatching(/is gone/) },
  ])
  expect(
    await findRestoreOptions(ctx, damageOf("claude", { resourceType: "AWS::IAM::User", effect: "created" })),
  ).toMatchObject([{ available: false, reason: expect.stringMatching(/cut off by containing it/) }])
})

test("objects too large for one call are copied in parts, metadata and tags included", async () => {
  const bucket = await bucketWith({})
  const Body = Buffer.alloc(12 * 1024 * 1024, "x")
  const put = await s3.putObject({
    Bucket: bucket,
    Key: "big",
    Body,
    Metadata: { owner: "m" },
    Tagging: "k=v",
  })
  await s3.deleteObject({ Bucket: bucket, Key: "big" })
  const ctx = context()
  const aws = { read: readAws(ctx), write: writeAws(ctx) }
  const etag = (put.ETag ?? "").replaceAll('"', "")
  const order = {
    from: { bucket, key: "big", versionId: put.VersionId ?? "", etag, size: Body.length },
    to: { bucket, key: "big" },
    onto: "absent" as const,
  }
  await copyVersion(aws, order, { largest: 6 * 1024 * 1024 })
  const head = await s3.headObject({ Bucket: bucket, Key: "big" })
  expect([head.ContentLength, head.Metadata]).toEqual([Body.length, { owner: "m" }])
  expect((await s3.getObjectTagging({ Bucket: bucket, Key: "big" })).TagSet).toEqual([
    { Key: "k", Value: "v" },
  ])
  await expect(copyVersion(aws, order, { largest: 6 * 1024 * 1024 })).rejects.toMatchObject({
    code: "PreconditionFailed",
  })
  expect((await s3.listMultipartUploads({ Bucket: bucket })).Uploads ?? []).toEqual([])
})
