import type { Account } from "../aws/account.ts"
import { newTrail, type Trail } from "../aws/cloudtrail/trail.ts"
import { versionId } from "../aws/ids.ts"
import { Bucket, type ObjectVersion } from "../aws/s3/bucket.ts"
import { computeChecksum, md5 } from "../aws/s3/checksums.ts"
import type { World } from "../aws/world.ts"
import { invoiceKey, invoiceText, reportText, stateText, uploadKey, uploadText } from "./made-up-contents.ts"
import type { ScenarioSummary } from "./scenario.ts"
import type { SeededRandom } from "./seeded-random.ts"

const day = 86_400_000

export interface ScenarioBuckets {
  trailBucket: string
  buckets: ScenarioSummary["buckets"]
  trail: NonNullable<ScenarioSummary["trail"]>
}

/** Buckets with a past: several versions, some things deleted long before the agent came. */
export function fillBuckets(
  world: World,
  account: Account,
  random: SeededRandom,
  now: number,
): ScenarioBuckets {
  const suffix = account.id.slice(-6)
  const bucket = (name: string, versioning: Bucket["versioning"]) => {
    const made = new Bucket(`harborline-${name}-${suffix}`, account.id, account.region, now - 420 * day)
    made.versioning = versioning
    world.buckets.set(made.name, made)
    return made
  }
  const invoices = bucket("invoices", "Enabled")
  const uploads = bucket("uploads", undefined)
  const reports = bucket("reports", "Enabled")
  const state = bucket("tfstate", "Enabled")
  const assets = bucket("web-assets", "Suspended")
  const audit = bucket("audit", undefined)
  fillInvoices(invoices, random, now)
  for (let i = 0; i < 160; i++) {
    const at = now - random.below(90 * day) - day
    place(uploads, uploadKey(random, i), at, uploadText(random, i), "text/plain", {
      "customer-id": String(1000 + random.below(400)),
    })
  }
  for (let month = 1; month <= 10; month++)
    for (const kind of ["revenue", "churn", "shipments", "carriers", "claims", "fuel"])
      place(
        reports,
        `2026/${String(month).padStart(2, "0")}/${kind}.csv`,
        now - (11 - month) * 30 * day,
        reportText(random, kind),
        "text/csv",
      )
  reports.configurations.set("lifecycle", reportsLifecycle)
  for (const stack of ["network", "database", "api", "dns", "monitoring", "queue"])
    for (let serial = 1; serial <= 6; serial++)
      place(
        state,
        `prod/${stack}/terraform.tfstate`,
        now - (7 - serial) * 9 * day,
        stateText(random, stack, serial),
        "application/json",
      )
  for (const file of ["index.html", "app.7f3a91.js", "app.7f3a91.css", "logo.svg", "manifest.json"])
    place(
      assets,
      `site/${file}`,
      now - 12 * day,
      `/* ${file} */\n${"x".repeat(200 + random.below(400))}\n`,
      "text/plain",
    )
  const trail = addTrail(account, audit, [invoices, uploads, reports], now - 300 * day)
  const summary = (each: Bucket, dataEvents: boolean) => ({
    name: each.name,
    region: each.region,
    versioning: each.versioning ?? "Off",
    dataEvents,
  })
  return {
    trailBucket: audit.name,
    trail: { name: trail.name, arn: trail.arn, bucket: audit.name },
    buckets: [
      summary(invoices, true),
      summary(uploads, true),
      summary(reports, true),
      summary(state, false),
      summary(assets, false),
      summary(audit, false),
    ],
  }
}

function fillInvoices(bucket: Bucket, random: SeededRandom, now: number): void {
  for (let i = 0; i < 120; i++) {
    const key = invoiceKey(i)
    const first = now - 200 * day + i * day
    const versions = i % 5 === 0 ? 3 : 1
    for (let revision = 1; revision <= versions; revision++)
      place(bucket, key, first + (revision - 1) * 3 * day, invoiceText(random, i, revision), "text/plain", {
        revision: String(revision),
      })
    // Cancelled weeks ago, and to stay so: a careless restore would bring these back.
    if (i % 17 === 3)
      bucket.add(key, { ...madeVersion(bucket, now - 30 * day, "", "", {}), deleteMarker: true })
  }
}

function place(
  bucket: Bucket,
  key: string,
  at: number,
  text: string,
  contentType: string,
  metadata: Record<string, string> = {},
): void {
  bucket.add(key, madeVersion(bucket, at, text, contentType, metadata))
}

function madeVersion(
  bucket: Bucket,
  at: number,
  text: string,
  contentType: string,
  metadata: Record<string, string>,
): ObjectVersion {
  const body = Buffer.from(text)
  return {
    versionId: bucket.versioning === "Enabled" ? versionId() : "null",
    deleteMarker: false,
    lastModified: at,
    body,
    etag: md5(body).toString("hex"),
    contentType,
    headers: {},
    metadata,
    tags: {},
    storageClass: "STANDARD",
    checksum: { algorithm: "CRC64NVME", value: computeChecksum("CRC64NVME", body), type: "FULL_OBJECT" },
  }
}

/** Old versions of reports go after a day: the clock a restore has to stop. */
const reportsLifecycle =
  '<?xml version="1.0" encoding="UTF-8"?>\n<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ID>expire-old-versions</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration></Rule></LifecycleConfiguration>'

function addTrail(account: Account, audit: Bucket, watched: readonly Bucket[], at: number): Trail {
  const trail = newTrail("harborline-main", account, audit.name, at)
  trail.selectors = [
    {
      ReadWriteType: "All",
      IncludeManagementEvents: true,
      DataResources: [{ Type: "AWS::S3::Object", Values: watched.map((bucket) => `${bucket.arn}/`) }],
    },
  ]
  account.trails.push(trail)
  return trail
}
