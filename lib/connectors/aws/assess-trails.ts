import "server-only"
import { isPlatformError } from "../platform-error"
import { deliveryMs } from "./assess-lookups"
import type { Reading } from "./assess-reading"
import { type AwsApi, readAws } from "./client"
import { listTrails, type TrailFound } from "./list-trails"
import { type DataCoverage, readDataCoverage, widest } from "./read-data-coverage"
import { asObject, text } from "./read-record"
import { fileDate, readTrailFiles, type TrailFolder } from "./read-trail-files"

const kind = "aws.trail-files"
/** Files already read are remembered this long; older ones are passed by their time. */
const rememberMs = 3 * 3_600_000

type FolderState = {
  folder: TrailFolder
  trail: TrailFound | null
  label: string
  records: number
  files: number
  unreadable: number
  failure: string
  /** Keys read, with the time in their name. */
  done: Set<string>
  earlierUpTo: number
  newest: number
  gaps: string[]
}

/** Reads the files that trails wrote into buckets: the only place with data events. */
export class TrailFiles {
  private states: FolderState[] = []
  private trails: TrailFound[] = []
  private problem = ""
  private readonly startedAt: number

  constructor(private readonly reading: Reading) {
    this.startedAt = reading.ctx.now().getTime()
  }

  /** Finds trails and their buckets. Never throws for what the platform refuses: that is told as coverage. */
  async open(): Promise<void> {
    const { ctx, request } = this.reading
    const aws = readAws(ctx)
    const accountId = (await aws.sts.getCallerIdentity({})).Account ?? ""
    this.trails = await listTrails(aws).catch((error: unknown) => {
      if (!isPlatformError(error)) throw error
      this.problem = error.message
      return []
    })
    const named = aws.config.trailBuckets.map(({ bucket, prefix }) => ({
      folder: { bucket, prefix: prefix ? `${prefix.replace(/\/$/, "")}/` : "", accountId },
      trail: this.trails.find((trail) => trail.bucket === bucket) ?? null,
    }))
    const found = this.trails.map((trail) => ({
      folder: { bucket: trail.bucket, prefix: trail.prefix, accountId },
      trail,
    }))
    const unique = new Map([...found, ...named].map((each) => [scopeOf(each.folder), each]))
    this.states = [...unique.values()].map(({ folder, trail }) => {
      const cursor = asObject(request.cursors[`${kind} ${scopeOf(folder)}`])
      return {
        folder,
        trail,
        label: trail ? `Trail ${trail.name}, bucket ${folder.bucket}` : `Trail files in ${folder.bucket}`,
        records: 0,
        files: 0,
        unreadable: 0,
        failure: "",
        done: new Set(Array.isArray(cursor.done) ? cursor.done.map(text) : []),
        earlierUpTo: Date.parse(text(cursor.upTo)) || 0,
        newest: Date.parse(text(cursor.newest)) || 0,
        gaps: Array.isArray(cursor.gaps) ? cursor.gaps.map(text) : [],
      }
    })
    for (const state of this.states) this.report(state, "reading")
  }

  /** Reads new files; with `again` also those from that time on (new identities may be in them). */
  async run(again: number | null): Promise<void> {
    const aws = readAws(this.reading.ctx)
    await Promise.all(this.states.map((state) => this.readFolder(aws, state, again)))
  }

  finish(): void {
    for (const state of this.states) this.report(state, state.failure ? "failed" : "read")
    if (this.states.length > 0) return
    this.reading.emit({
      type: "source",
      report: {
        kind,
        scope: "",
        label: "Trail files",
        state: this.problem ? "failed" : "not_available",
        coveredFrom: null,
        completeUpTo: null,
        latenessNote: "",
        cannotSee: [
          "Deletes and overwrites of S3 objects by name: no trail writes data events into a bucket that we know of.",
        ],
        records: 0,
        failure: this.problem,
        cursor: null,
      },
    })
  }

  /** How far writes to a bucket's objects are recorded by trails that are running. */
  coverageOf(bucket: string): DataCoverage {
    return widest(
      this.states.map(({ trail, failure }) => {
        if (failure || !trail?.selectors || trail.isLogging === false) return "none"
        return readDataCoverage(trail.selectors, bucket)
      }),
    )
  }

  private async readFolder(aws: AwsApi, state: FolderState, again: number | null): Promise<void> {
    const { request, ctx } = this.reading
    const start = Math.max(request.from.getTime(), state.earlierUpTo - rememberMs / 2)
    const from = new Date(again === null ? start : Math.min(start, Math.max(again, request.from.getTime())))
    const skip = (key: string) =>
      state.done.has(key) && (again === null || (fileDate(key)?.getTime() ?? 0) < again)
    try {
      for await (const file of readTrailFiles(aws, state.folder, { from, to: request.to }, skip)) {
        state.files += 1
        state.unreadable += file.unreadable
        state.newest = Math.max(state.newest, file.deliveredAt?.getTime() ?? 0)
        state.done.add(file.key)
        state.records += await this.reading.take(file.records, kind, () =>
          ctx.evidence.put({
            name: file.key,
            mediaType: file.bytes[0] === 0x1f ? "application/gzip" : "application/json",
            bytes: file.bytes,
            origin: `s3://${state.folder.bucket}/${file.key}`,
          }),
        )
        if (state.files % 16 === 0)
          this.reading.emit({ type: "progress", line: `${state.label}: ${state.files} files read` })
      }
      state.earlierUpTo = Math.min(this.startedAt, request.to.getTime())
    } catch (error) {
      if (!isPlatformError(error)) throw error
      state.failure = error.message
    }
  }

  private report(state: FolderState, now: "reading" | "read" | "failed"): void {
    const { request } = this.reading
    const delivered = state.trail?.latestDelivery?.getTime() ?? state.newest
    const upTo = Math.min(request.to.getTime(), this.startedAt - deliveryMs, delivered)
    const complete = now === "read" && upTo > request.from.getTime()
    const gaps = [...new Set([...state.gaps, ...this.reading.gaps])]
    this.reading.emit({
      type: "source",
      report: {
        kind,
        scope: scopeOf(state.folder),
        label: state.label,
        state: now,
        coveredFrom: request.from.toISOString(),
        completeUpTo: complete ? new Date(upTo).toISOString() : null,
        latenessNote: "A trail writes a file about every 5 minutes and promises no limit.",
        cannotSee: [...this.blindSpots(state), ...gaps],
        records: state.records,
        failure: state.failure,
        cursor: {
          done: [...state.done].filter(
            (key) => (fileDate(key)?.getTime() ?? 0) > this.startedAt - rememberMs,
          ),
          upTo: new Date(state.earlierUpTo).toISOString(),
          newest: new Date(state.newest).toISOString(),
          gaps,
        },
      },
    })
  }

  private blindSpots({ trail, unreadable }: FolderState): string[] {
    const spots: string[] = []
    if (unreadable > 0) spots.push(`${unreadable} records could not be read.`)
    if (trail?.problem) spots.push(trail.problem)
    if (trail?.isLogging === false)
      spots.push(
        `Gap: the trail has been stopped${trail.stoppedAt ? ` since ${trail.stoppedAt.toISOString().slice(0, 19)}Z` : ""}; nothing is recorded.`,
      )
    if (trail?.deliveryError) spots.push(`Gap: the trail cannot write its files (${trail.deliveryError}).`)
    if (trail && !trail.everyRegion)
      spots.push(`Regions other than ${trail.homeRegion}: the trail records one region.`)
    if (!trail) spots.push("Which events the files hold: the trail that writes them is not known.")
    return spots
  }
}

function scopeOf({ bucket, prefix }: TrailFolder): string {
  return prefix ? `${bucket}/${prefix}` : bucket
}
