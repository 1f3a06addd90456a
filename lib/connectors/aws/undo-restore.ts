import "server-only"
import type { ConnectorContext, JsonObject } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { boundedPool } from "./bounded-pool"
import { readAws, writeAws } from "./client"
import { copyVersion } from "./copy-version"
import { listObjectVersions, type VersionEntry } from "./list-object-versions"
import type { RestoreObjectsInput } from "./restore-bucket-objects-definition"
import { targetOf } from "./restore-key"
import { type DoneLine, readDoneLines } from "./restore-lines"
import { keys } from "./say-counts"

const atOnce = 16

/**
 * Shows the damaged state again on every key that still shows what we brought back: a marker over it, or the damaged
 * version copied on top. No version is removed. Keys that somebody wrote since are left alone, and the statement says
 * so. Safe to repeat: a key that was taken back no longer shows ours.
 */
export async function undoRestore(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  receipt: JsonObject,
): Promise<{ requestIds: string[]; statement: string }> {
  const lines = (await readDoneLines(ctx, typeof receipt.list === "string" ? receipt.list : "")).filter(
    (line) => line.outcome === "restored",
  )
  const left = new Map(lines.map((line) => [targetOf(input, line).key, line]))
  const to = input.destination ?? { bucket: input.bucket, prefix: "" }
  const requestIds: string[] = []
  const tally = { back: 0, kept: 0 }
  const pool = boundedPool(atOnce)
  for await (const { key, entries } of listObjectVersions(readAws(ctx), to)) {
    const line = left.get(key)
    if (!line) continue
    await pool.add(async () => {
      ctx.signal.throwIfAborted()
      if (!showsOurs(line, entries, input)) {
        tally.kept += 1
        return
      }
      await takeBack(ctx, input, line, entries, requestIds)
      tally.back += 1
    })
  }
  await pool.end()
  const kept = tally.kept > 0 ? ` Left alone, because something else is there now: ${tally.kept}.` : ""
  return {
    requestIds,
    statement: `Taken back in ${to.bucket}: ${keys(tally.back)}, damaged as before.${kept}`,
  }
}

function showsOurs(line: DoneLine, [current]: readonly VersionEntry[], input: RestoreObjectsInput): boolean {
  if (!current) return false
  if (line.step === "add_marker") return current.versionId === line.created
  if (current.kind !== "object") return false
  if (line.created) return current.versionId === line.created
  return input.destination
    ? current.etag === line.etag && current.size === line.size
    : current.versionId === line.want
}

async function takeBack(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  line: DoneLine,
  entries: readonly VersionEntry[],
  requestIds: string[],
): Promise<void> {
  const to = targetOf(input, line)
  try {
    if (input.destination || line.currentKind === "marker" || line.step === "remove_markers") {
      const made = await writeAws(ctx).s3().deleteObject({ Bucket: to.bucket, Key: to.key })
      note(requestIds, made.$metadata.requestId)
      return
    }
    const damaged = entries.find((entry) => entry.versionId === line.current)
    if (!damaged) throw gone(line.key)
    const { etag, size } = damaged
    const [current] = entries
    const onto = current?.kind === "object" ? { etag: current.etag } : ("absent" as const)
    const made = await copyVersion(
      { read: readAws(ctx), write: writeAws(ctx) },
      { from: { bucket: input.bucket, key: line.key, versionId: line.current, etag, size }, to, onto },
    )
    note(requestIds, made.requestId)
  } catch (error) {
    // Written by somebody in this very moment: theirs stays.
    if (isPlatformError(error) && error.code === "PreconditionFailed") return
    throw error
  }
}

function gone(key: string): PlatformError {
  return new PlatformError({
    kind: "not_found",
    message: `The damaged version of ${key} is no longer in the bucket, so the key keeps what was brought back.`,
    mayHaveHappened: false,
    retryable: false,
  })
}

function note(requestIds: string[], id: string | undefined): void {
  if (id && requestIds.length < 20) requestIds.push(id)
}
