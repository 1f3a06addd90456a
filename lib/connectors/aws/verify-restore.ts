import "server-only"
import type { ConnectorContext, JsonObject, ProofObservation, Verification } from "../contract"
import { isPlatformError } from "../platform-error"
import { boundedPool } from "./bounded-pool"
import { readAws } from "./client"
import { type Comparison, compareContent } from "./compare-content"
import { listObjectVersions, type VersionEntry } from "./list-object-versions"
import type { RestoreObjectsInput } from "./restore-bucket-objects-definition"
import { targetOf } from "./restore-key"
import { type DoneLine, readDoneLines } from "./restore-lines"

/** Each comparison asks S3 twice: beyond so many keys an even sample is compared, and the statement says so. */
const compareUpTo = 5000
const atOnce = 16

/** Two independent readings of S3: what the listing shows per key, and the content's checksums. */
export async function verifyRestore(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  receipt: JsonObject,
): Promise<Verification> {
  const lines = await readDoneLines(ctx, typeof receipt.list === "string" ? receipt.list : "")
  const shown = lines.filter((line) => line.outcome === "restored" || line.outcome === "fine")
  const failed = lines.filter((line) => line.outcome === "failed")
  const [counts, checksums] = await Promise.all([
    countKeys(ctx, input, shown, failed),
    compareKeys(ctx, input, shown),
  ])
  const wrong = [counts, checksums].some((proof) => proof.outcome === "contradicts")
  // S3 answers at once and the same however often it is asked.
  return {
    proofs: [counts, checksums],
    ...(wrong ? { unverifiable: "Asking S3 again does not change the answer." } : {}),
  }
}

async function countKeys(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  shown: readonly DoneLine[],
  failed: readonly DoneLine[],
): Promise<ProofObservation> {
  const left = new Map(shown.map((line) => [targetOf(input, line).key, line]))
  const all = left.size
  const tally = { right: 0, written: 0, wrong: [] as string[] }
  const to = input.destination ?? { bucket: input.bucket, prefix: "" }
  for await (const { key, entries } of listObjectVersions(readAws(ctx), to)) {
    const line = left.get(key)
    if (!line) continue
    left.delete(key)
    const state = stateOf(line, entries, input.destination !== null)
    if (state === "right") tally.right += 1
    else if (state === "written") tally.written += 1
    else tally.wrong.push(key)
  }
  const gone = [...left.values()].filter((line) => line.want !== "").map((line) => line.key)
  tally.right += left.size - gone.length
  const wrong = [...tally.wrong, ...gone]
  const bad = wrong.length + failed.length
  const seen = { kind: "counts", observedAt: ctx.now() }
  const later = tally.written > 0 ? ` ${tally.written} of them were written again by somebody since.` : ""
  if (bad === 0)
    return {
      ...seen,
      outcome: "holds",
      statement: `${tally.right + tally.written} of ${all} keys show in the listing what they were to show.${later}`,
      detail: { keys: all, right: tally.right, writtenSince: tally.written },
    }
  const names = [...failed.map((line) => line.key), ...wrong].slice(0, 5).join(", ")
  const why = failed[0]?.message ? ` ${failed[0].message}` : ""
  return {
    ...seen,
    outcome: "contradicts",
    statement: `${bad} of ${all + failed.length} keys do not show what they were to show: ${names}.${why}`,
    detail: { keys: all + failed.length, wrong: bad },
  }
}

function stateOf(
  line: DoneLine,
  entries: readonly VersionEntry[],
  elsewhere: boolean,
): "right" | "written" | "wrong" {
  const [current] = entries
  if (line.want === "") return current?.kind === "object" ? "wrong" : "right"
  if (current?.kind !== "object") return "wrong"
  const ours = line.created ?? (elsewhere ? current.versionId : line.want)
  if (line.outcome === "fine" && current.etag === line.etag) return "right"
  if (current.versionId === ours) return current.size === line.size ? "right" : "wrong"
  // Somebody wrote on top of it since; what we brought back is still there below.
  return entries.some((entry) => entry.versionId === ours) ? "written" : "wrong"
}

async function compareKeys(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  shown: readonly DoneLine[],
): Promise<ProofObservation> {
  const lines = sample(shown.filter((line) => line.want !== ""))
  const tally = { same: 0, unknown: 0, differing: [] as string[], by: new Map<string, number>() }
  const pool = boundedPool(atOnce)
  let requestFailure = ""
  for (const line of lines)
    await pool.add(async () => {
      ctx.signal.throwIfAborted()
      const result = await compareLine(ctx, input, line).catch((error: unknown) => {
        if (!isPlatformError(error) || error.retryable) throw error
        requestFailure = error.message
        return { same: error.kind === "not_found" ? false : null, by: "nothing" } as const
      })
      if (result.same === null) tally.unknown += 1
      else if (result.same) tally.same += 1
      else tally.differing.push(line.key)
      tally.by.set(result.by, (tally.by.get(result.by) ?? 0) + 1)
    })
  await pool.end()
  const seen = {
    kind: "checksums",
    observedAt: ctx.now(),
    detail: { compared: lines.length, by: Object.fromEntries(tally.by) },
  }
  const of =
    lines.length < shown.length ? `${lines.length} (an even sample of ${shown.length})` : lines.length
  if (tally.differing.length > 0)
    return {
      ...seen,
      outcome: "contradicts",
      statement: `${tally.differing.length} of ${of} keys differ from their good version: ${tally.differing.slice(0, 5).join(", ")}.`,
    }
  if (tally.unknown > 0)
    return {
      ...seen,
      outcome: "cannot_tell",
      statement: `${tally.unknown} of ${of} keys could not be compared. ${requestFailure}`.trim(),
    }
  return {
    ...seen,
    outcome: "holds",
    statement: `${tally.same} of ${of} keys have the content of their good version, by ${[...tally.by.keys()].join(" and ") || "listing"}.`,
  }
}

/** What was brought back against the good version; where it was the version itself, what the key shows now. */
function compareLine(ctx: ConnectorContext, input: RestoreObjectsInput, line: DoneLine): Promise<Comparison> {
  const source = { bucket: input.bucket, key: line.key, versionId: line.want }
  const target = targetOf(input, line)
  return compareContent(readAws(ctx), line.created ? { ...target, versionId: line.created } : target, source)
}

function sample<T>(all: readonly T[]): T[] {
  if (all.length <= compareUpTo) return [...all]
  const stride = all.length / compareUpTo
  return Array.from({ length: compareUpTo }, (_, i) => all[Math.floor(i * stride)]).filter(
    (one) => one !== undefined,
  )
}
