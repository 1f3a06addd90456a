import "server-only"
import type { ActionHandler, ConnectorContext, Inspection } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { refusedInspection } from "./deny-principal"
import { type BucketPlan, type Keys, planBucketRestore } from "./plan-bucket-restore"
import { type BucketState, bucketStateJson, readBucketState } from "./read-bucket-state"
import { type RestoreObjectsInput, restoreBucketObjectsDefinition } from "./restore-bucket-objects-definition"
import { goThroughKeys, makeReceipt } from "./restore-keys"
import { keepLines, readPlanLines } from "./restore-lines"
import { keys, sayBytes } from "./say-counts"
import { undoRestore } from "./undo-restore"
import { verifyRestore } from "./verify-restore"

export const restoreBucketObjects: ActionHandler<RestoreObjectsInput> = {
  definition: restoreBucketObjectsDefinition,
  inspect: inspectRestore,
  apply: async (ctx, input, snapshot) => {
    const plan = await readPlanLines(ctx, `${snapshot.list}`)
    const { lines, requestIds } = await goThroughKeys(ctx, input, plan, { look: false })
    const changed = lines.some((line) => line.outcome === "restored")
    return { receipt: await makeReceipt(ctx, input, snapshot, lines), changed, requestIds }
  },
  readBack: async (ctx, input, snapshot) => {
    const plan = await readPlanLines(ctx, `${snapshot.list}`)
    const { lines, todo } = await goThroughKeys(ctx, input, plan, { look: true })
    const work = plan.some((line) => line.step !== "none")
    const done = lines.some((line) => line.outcome === "restored")
    if (todo > 0 || (work && !done)) return { outcome: "not_applied", requestIds: [] }
    return { outcome: "applied", receipt: await makeReceipt(ctx, input, snapshot, lines), requestIds: [] }
  },
  verify: (ctx, input, receipt) => verifyRestore(ctx, input, receipt),
  undo: undoRestore,
}

async function inspectRestore(ctx: ConnectorContext, input: RestoreObjectsInput): Promise<Inspection> {
  const state = await readBucketState(ctx, input.bucket)
  const refusal = await refuseRestore(ctx, input, state)
  if (refusal) return refusedInspection(refusal)
  const plan = await planBucketRestore(ctx, input, state.versioning === "Enabled")
  const list = await keepLines(ctx, {
    name: `plan-${input.bucket}.jsonl`,
    origin: `Plan for s3://${input.bucket} as of ${input.point}`,
    lines: plan.lines,
  })
  const work = plan.lines.length - plan.fine
  return {
    snapshot: {
      ...bucketStateJson(state),
      list,
      keys: plan.lines.length,
      lost: plan.lost.count,
      older: plan.older.count,
      archived: plan.archived.count,
      kept: plan.kept.count,
      takenAt: ctx.now().toISOString(),
    },
    inEffect: work === 0 && plan.lines.length > 0 ? "yes" : "no",
    changes: sayChanges(input, plan),
    collateral: {
      level: work === 0 ? "nobody" : "unknown",
      statement: work === 0 ? "nobody" : "who reads the bucket sees the restored objects",
      items: [
        {
          label: "Notifications, functions and replication of the bucket",
          detail: `They see ${work} writes.`,
        },
      ],
    },
    warnings: sayWarnings(input, state, plan),
    requestIds: [],
  }
}

/** A copy onto a key keeps what is there only while versioning is on. */
async function refuseRestore(
  ctx: ConnectorContext,
  { bucket, destination }: RestoreObjectsInput,
  state: BucketState,
): Promise<string | null> {
  if (!destination) return state.versioning === "Enabled" ? null : sayUnversioned(bucket, state.versioning)
  if (destination.bucket === bucket && destination.prefix === "")
    return "The destination is the damaged bucket itself. Leave it out to restore onto the same keys, or name a prefix."
  try {
    await readAws(ctx).s3().headBucket({ Bucket: destination.bucket })
    return null
  } catch (error) {
    if (isPlatformError(error) && !error.retryable)
      return `The destination ${destination.bucket} cannot be used: ${error.message}`
    throw error
  }
}

export function sayUnversioned(bucket: string, versioning: "Suspended" | "Off"): string {
  return versioning === "Suspended"
    ? `Versioning of ${bucket} is suspended: a copy onto a key would replace for good what is there. Switch versioning on again, or name another destination.`
    : `Versioning of ${bucket} was never on: there are no versions to restore from.`
}

function sayChanges(input: RestoreObjectsInput, plan: BucketPlan): string[] {
  const to = input.destination
    ? `to ${input.destination.bucket}/${input.destination.prefix}`
    : "onto their keys as new versions"
  return [
    plan.copies > 0 ? `${keys(plan.copies)} (${sayBytes(plan.bytes)}) to copy ${to}.` : "",
    plan.markersRemoved > 0 ? `${plan.markersRemoved} delete markers to remove for good.` : "",
    plan.markersAdded > 0
      ? `${keys(plan.markersAdded)} deleted before the incident: deleted again, by a marker.`
      : "",
    plan.fine > 0 ? `${keys(plan.fine)} already as before: nothing to do.` : "",
  ].filter(Boolean)
}

function sayWarnings(input: RestoreObjectsInput, state: BucketState, plan: BucketPlan): string[] {
  const named = ({ count, first }: Keys, what: string) =>
    count === 0
      ? ""
      : `${keys(count)}: ${what} (${first.slice(0, 3).join(", ")}${count > 3 ? " and more" : ""}).`
  return [
    named(plan.kept, "written or deleted by somebody else after the damage, not touched"),
    named(plan.lost, "no version from before is left, lost"),
    named(plan.older, "only an older version is left, newer ones were deleted for good"),
    named(
      plan.between,
      "written by somebody else between two damaging changes; that state stays in the versions",
    ),
    named(
      plan.sameSecond,
      "written and deleted within one second before the damage; check which of it was last",
    ),
    named(plan.archived, "in an archive; take it out with RestoreObject first, then restore again"),
    named(plan.created, "did not exist before the damage, left where it is"),
    plan.unexplained > 0
      ? `${keys(plan.unexplained)}: nothing records who made the change. What is there now stays below as a version.`
      : "",
    plan.truncated ? "The bucket has more versions than are listed; the rest is not part of this step." : "",
    state.objectLock === "on" ? "Object lock is on: new versions get the bucket's default retention." : "",
    input.mode === "markers" && !input.destination
      ? "Removing markers removes the trace of who deleted what from the bucket; the audit log keeps it."
      : "",
    state.versioning !== "Enabled" && input.destination
      ? "Versioning of the source is not on: what was overwritten while it was off is lost."
      : "",
  ].filter(Boolean)
}
