import "server-only"
import type { AssessmentRequest, AssessmentYield, EffectRow } from "../assessment-contract"
import type { AsyncQueue } from "../async-queue"
import type { ConnectorContext } from "../contract"
import { PrincipalGraph, type PrincipalNode } from "./follow-principal"
import { effectId, readEffects } from "./read-effect"
import { readOutcome } from "./read-outcome"
import { type AuditRecord, text } from "./read-record"
import { CutWatch } from "./refute-cuts"

/** A write to an object that a data event tells of: explains an entry of the version listing. */
export type ObjectWrite = {
  bucket: string
  /** "" for a batch deletion: it records no keys. */
  key: string
  versionId: string
  /** ms */
  at: number
  /** Identifier of the agent's identity; null when somebody else did it. */
  by: string | null
  byLabel: string
}

/** What one run has in hand: the graph, what was seen, and the way out. */
export class Reading {
  readonly graph: PrincipalGraph
  readonly objectWrites: ObjectWrite[] = []
  /** Buckets that the agent changed or tried to change. */
  readonly buckets = new Set<string>()
  /** The agent's first successful call, ms. */
  firstSuccessAt = Number.POSITIVE_INFINITY
  readonly gaps = new Set<string>()
  private cuts: CutWatch | null = null
  private readonly seen = new Set<string>()
  private readonly updated = new Set<string>()

  constructor(
    readonly ctx: ConnectorContext,
    readonly request: AssessmentRequest,
    private readonly out: AsyncQueue<AssessmentYield>,
  ) {
    this.graph = new PrincipalGraph(request.seeds, request.known)
    for (const node of this.graph.nodes.values()) if (node.origin === "seed" && !node.parent) this.tell(node)
  }

  emit(item: AssessmentYield): void {
    this.out.push(item)
  }

  /**
   * Takes records of one source: attributes, learns, grades and yields what is new. `keep` stores the source material
   * of these records and returns its SHA-256; it is called only when something of it is the agent's doing.
   */
  async take(
    records: readonly AuditRecord[],
    source: string,
    keep: (own: readonly AuditRecord[]) => Promise<string>,
  ): Promise<number> {
    const own: AuditRecord[] = []
    const rows: EffectRow[] = []
    for (const record of records) {
      const by = this.attribute(record)
      if (!by) continue
      const isNew = this.isNew(record)
      if (isNew) this.watch().see(record)
      const effects = isNew ? await readEffects(record, by, source) : []
      if (isNew) this.note(record, by, effects)
      if (effects.length === 0 || this.request.isKept(effectId(record))) continue
      own.push(record)
      rows.push(...effects)
    }
    if (rows.length === 0) return 0
    const evidenceSha256 = await keep(own)
    this.emit({ type: "effects", rows: rows.map((row) => ({ ...row, evidenceSha256 })) })
    return own.length
  }

  /** Says what of all that was read speaks against a containment. */
  finish(): void {
    for (const refutation of this.watch().refutations(this.ctx.now()))
      this.emit({ type: "refutation", refutation })
  }

  /** Made with the first record: the platform's clock is known from its answers. */
  private watch(): CutWatch {
    this.cuts ??= new CutWatch(this.ctx, this.request.inForce)
    return this.cuts
  }

  private attribute(record: AuditRecord): PrincipalNode | null {
    const by = inWindow(record, this.request) ? this.graph.attribute(record) : null
    // Attribution itself may have added the session or key that acted: it is told before what it made.
    if (by) this.tell(by)
    const found = by
      ? this.graph.learn(record, by)
      : [this.graph.learnOpening(record), this.graph.learnIssue(record)]
    for (const node of found) if (node) this.tell(node)
    this.noteObjectWrite(record, by)
    return by
  }

  private readonly told = new Map<string, string>()

  /** Yields an identity when it is new or has changed. */
  private tell(node: PrincipalNode): void {
    const { match: _match, depth: _depth, since: _since, ...identity } = node
    const state = JSON.stringify(identity)
    if (this.told.get(node.identifier) === state) return
    this.told.set(node.identifier, state)
    this.emit({ type: "identity", identity: { ...identity } })
  }

  /** An update of an event counts once and wins over the event, whichever comes first. */
  private isNew(record: AuditRecord): boolean {
    const id = effectId(record)
    if (id !== record.eventId) {
      if (this.updated.has(id)) return false
      this.updated.add(id)
      this.seen.add(id)
      return true
    }
    if (this.seen.has(id)) return false
    this.seen.add(id)
    return true
  }

  private note(record: AuditRecord, by: PrincipalNode, effects: readonly EffectRow[]): void {
    const time = Date.parse(record.eventTime)
    for (const effect of effects) {
      if (effect.outcome === "succeeded") this.firstSuccessAt = Math.min(this.firstSuccessAt, time)
      if (effect.resourceType === "AWS::S3::Bucket" && effect.grade > 0) this.buckets.add(effect.resourceName)
    }
    const first = effects[0]
    if (first?.outcome === "succeeded" && trailEdits.has(first.action))
      this.gaps.add(
        `Gap: ${by.label} changed what is recorded (${first.action} on ${first.resourceName || "a trail"}) at ${record.eventTime.slice(0, 19)}Z; later events may be missing.`,
      )
  }

  private noteObjectWrite(record: AuditRecord, by: PrincipalNode | null): void {
    if (!record.eventSource.startsWith("s3.") || !objectWrites.has(record.eventName)) return
    if (readOutcome(record).outcome !== "succeeded" || this.objectWrites.length >= 500_000) return
    this.objectWrites.push({
      bucket: text(record.request.bucketName),
      key: text(record.request.key),
      versionId: versionIn(record),
      at: Date.parse(record.eventTime),
      by: by?.identifier ?? null,
      byLabel: by?.label ?? record.caller.arn,
    })
  }
}

const trailEdits = new Set([
  "cloudtrail:StopLogging",
  "cloudtrail:DeleteTrail",
  "cloudtrail:UpdateTrail",
  "cloudtrail:PutEventSelectors",
])

const objectWrites = new Set([
  "PutObject",
  "CopyObject",
  "CompleteMultipartUpload",
  "DeleteObject",
  "DeleteObjects",
  "RestoreObject",
])

function inWindow({ eventTime }: AuditRecord, { from, to }: AssessmentRequest): boolean {
  const time = Date.parse(eventTime)
  return time >= from.getTime() - 1000 && time <= to.getTime()
}

/** The version that a write made; services write it into the response or beside it. */
function versionIn({ response, additional }: AuditRecord): string {
  for (const part of [response, additional])
    for (const [name, value] of Object.entries(part))
      if (/^(x-amz-version-id|versionId)$/i.test(name) && text(value)) return text(value)
  return ""
}
