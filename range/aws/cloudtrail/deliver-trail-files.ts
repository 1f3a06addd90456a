import { randomBytes } from "node:crypto"
import { gzipSync } from "node:zlib"
import { longestDelay } from "../../clock.ts"
import type { Account } from "../account.ts"
import { md5 } from "../s3/checksums.ts"
import type { World } from "../world.ts"
import { selects, type Trail } from "./trail.ts"
import type { TrailEvent } from "./trail-event.ts"

/** Least time between two deliveries of a trail, ms; real trails take about five minutes. */
const spacing = 5000

/** Writes the files that are due: gzip JSON of management and selected data events, one file per region. */
export function deliverTrailFiles(world: World, account?: Account): void {
  for (const each of account ? [account] : world.accounts.values())
    for (const trail of each.trails) deliver(world, each, trail)
}

function deliver(world: World, account: Account, trail: Trail): void {
  const now = world.clock.now()
  const fresh = account.events.slice(trail.cursor)
  trail.cursor = account.events.length
  if (trail.logging) trail.waiting.push(...fresh.filter((event) => selects(trail, event)))
  const immediate = longestDelay(world.settings.delivery) === 0
  if (!immediate && now - (trail.lastDelivery ?? 0) < spacing) return
  const due = trail.waiting.filter((event) => event.deliverAt <= now)
  if (due.length === 0) return
  const bucket = world.buckets.get(trail.bucket)
  if (bucket === undefined) {
    trail.lastError = "NoSuchBucket"
    return
  }
  trail.waiting = trail.waiting.filter((event) => event.deliverAt > now)
  trail.lastDelivery = now
  trail.lastError = undefined
  for (const [region, events] of Map.groupBy(due, (event) => event.region)) {
    const body = fileBody(events)
    bucket.add(fileKey(account, trail, region, now), {
      versionId: bucket.versioning === "Enabled" ? randomBytes(24).toString("base64url") : "null",
      deleteMarker: false,
      lastModified: now,
      body,
      etag: md5(body).toString("hex"),
      contentType: "application/json",
      headers: { "content-encoding": "gzip" },
      metadata: {},
      tags: {},
      storageClass: "STANDARD",
    })
  }
}

function fileBody(events: readonly TrailEvent[]): Buffer {
  return gzipSync(JSON.stringify({ Records: events.map((event) => event.record) }), { level: 1 })
}

/** AWSLogs/<account>/CloudTrail/<region>/yyyy/mm/dd/<account>_CloudTrail_<region>_<time>_<random>.json.gz */
function fileKey(account: Account, trail: Trail, region: string, now: number): string {
  const [day = "", time = ""] = new Date(now).toISOString().split("T")
  const stamp = `${day.replaceAll("-", "")}T${time.slice(0, 5).replace(":", "")}Z`
  const random = randomBytes(16).toString("base64").replace(/[+/=]/g, "x").slice(0, 16)
  const prefix = trail.prefix === "" ? "" : `${trail.prefix}/`
  return `${prefix}AWSLogs/${account.id}/CloudTrail/${region}/${day.replaceAll("-", "/")}/${account.id}_CloudTrail_${region}_${stamp}_${random}.json.gz`
}
