import "server-only"
import type { ConnectorContext, DamageRef, RestoreOptionFound } from "../contract"
import { isPlatformError } from "../platform-error"
import { type BucketPlan, planBucketRestore } from "./plan-bucket-restore"
import { checkRestore } from "./preflight-restore"
import { type BucketState, firstExpiry, readBucketState } from "./read-bucket-state"
import { sayUnversioned } from "./restore-bucket-objects"
import { type RestoreObjectsInput, restoreBucketObjectsDefinition } from "./restore-bucket-objects-definition"
import { keys, sayBytes } from "./say-counts"

/**
 * The ways back for one damaged resource: for a bucket out of its versions; for everything else the reason why this
 * product has none. Reads only.
 */
export async function findRestoreOptions(
  ctx: ConnectorContext,
  damage: DamageRef,
): Promise<RestoreOptionFound[]> {
  if (damage.resourceType !== "AWS::S3::Bucket") return [notHere(damage)]
  const bucket = damage.name
  let state: BucketState
  try {
    state = await readBucketState(ctx, bucket)
  } catch (error) {
    if (isPlatformError(error) && error.kind === "not_found") return [bucketGone(bucket)]
    throw error
  }
  if (damage.firstAt === null)
    return [
      none("S3 versions", "It is not known when the damage began, so no point to go back to is either."),
    ]
  const input = inputFor(damage, bucket, damage.firstAt)
  const plan = await planBucketRestore(ctx, input, state.versioning === "Enabled")
  const work = plan.lines.length - plan.fine
  const missing = sayMissing(plan)
  if (state.versioning !== "Enabled") {
    const saved = plan.copies > 0 ? ` An older version is left of ${keys(plan.copies)}.` : ""
    return [none("S3 versions", `${sayUnversioned(bucket, state.versioning)}${saved}`, missing)]
  }
  if (work === 0 && plan.fine === 0)
    return [none("S3 versions", plan.lost.count > 0 ? missing : sayNothing(damage, plan), missing)]
  return [
    await copyOption(ctx, input, state, plan, missing),
    ...(plan.lines.some((line) => line.step === "copy" && line.currentKind === "marker")
      ? [await markersOption(ctx, input, state, plan, missing)]
      : []),
  ]
}

function inputFor(damage: DamageRef, bucket: string, firstAt: string): RestoreObjectsInput {
  const point = new Date(Date.parse(firstAt) - 1000).toISOString()
  return {
    bucket,
    point,
    proposedPoint: point,
    mode: "copy",
    effects: damage.effects,
    until: damage.lastAt,
    known: damage.known,
    actorLastAt: damage.actorLastAt,
    undone: damage.undone.slice(-50),
    destination: null,
  }
}

async function copyOption(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  state: BucketState,
  plan: BucketPlan,
  missing: string,
): Promise<RestoreOptionFound> {
  const expiry = firstExpiry(state.lifecycle, plan.replacedFirstAt)
  return {
    action: restoreBucketObjectsDefinition.id,
    method: "Copy the good versions onto their keys",
    input: { ...input },
    available: true,
    reason: "",
    point: input.point,
    expectedLoss: missing || "Nothing is known to be lost.",
    expiresAt: expiry === null ? null : new Date(expiry).toISOString(),
    estimateSeconds: estimate(plan),
    preflight: await checkRestore(ctx, input, state, plan),
    detail: detailOf(plan),
  }
}

async function markersOption(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  state: BucketState,
  plan: BucketPlan,
  missing: string,
): Promise<RestoreOptionFound> {
  const wanted: RestoreObjectsInput = { ...input, mode: "markers" }
  const preflight = await checkRestore(ctx, wanted, state, plan)
  const denied = preflight.find((check) => check.name === "permissions" && check.outcome === "failed")
  return {
    ...(await copyOption(ctx, input, state, plan, missing)),
    method: "Remove the delete markers, copy the rest",
    input: { ...wanted },
    available: denied === undefined,
    reason: denied?.statement ?? "",
    preflight,
  }
}

/** 16 keys at once, about 0.15 s each, and some 100 MB/s inside S3. Whole seconds, at least 1. */
function estimate({ lines, bytes }: BucketPlan): number {
  return Math.max(1, Math.ceil((lines.length * 0.15) / 16 + bytes / 100_000_000))
}

function detailOf(plan: BucketPlan): RestoreOptionFound["detail"] {
  const named = ({ count, first }: BucketPlan["lost"]) => ({ count, first })
  return {
    copies: plan.copies,
    markersAdded: plan.markersAdded,
    fine: plan.fine,
    bytes: plan.bytes,
    size: sayBytes(plan.bytes),
    kept: named(plan.kept),
    lost: named(plan.lost),
    older: named(plan.older),
    between: named(plan.between),
    sameSecond: named(plan.sameSecond),
    archived: named(plan.archived),
    created: named(plan.created),
    unexplained: plan.unexplained,
    listed: plan.listed,
  }
}

function sayMissing(plan: BucketPlan): string {
  const parts = [
    [plan.lost, "no version from before is left"],
    [plan.older, "only an older version is left"],
    [plan.archived, "in an archive, to be taken out of it first"],
    [plan.kept, "written or deleted later by somebody else, not touched"],
  ] as const
  return parts
    .filter(([list]) => list.count > 0)
    .map(([list, what]) => `${keys(list.count)}: ${what}.`)
    .join(" ")
}

function sayNothing(damage: DamageRef, plan: BucketPlan): string {
  if (plan.kept.count > 0)
    return `${keys(plan.kept.count)}: written or deleted later by somebody else. Nothing is left to bring back.`
  if (plan.created.count > 0)
    return `${keys(plan.created.count)}: did not exist before. Nothing is lost; what the agent put there is left where it is.`
  return `No object's content is known to be damaged in ${damage.name}; its settings may be. Compare them with your infrastructure code or AWS Config.`
}

function bucketGone(bucket: string): RestoreOptionFound {
  return none(
    "S3 versions",
    `The bucket ${bucket} is gone, and its versions with it. Its name is free for anybody: create it again at once in the same account and region, then fill it from a replica or from AWS Backup if there is one.`,
  )
}

function notHere({ resourceType, effect, name }: DamageRef): RestoreOptionFound {
  if (effect === "created")
    return none(
      "Containment",
      `The agent made this; nothing is lost. ${name} is cut off by containing it, not by a restore.`,
    )
  if (resourceType.startsWith("AWS::IAM::"))
    return none(
      "By hand",
      "Firebreak does not put IAM back. Compare it with your infrastructure code or AWS Config, and put it back once the agent is contained.",
    )
  return none(
    "By hand",
    `Firebreak cannot restore ${resourceType || "this kind of resource"} yet. Look for a backup, snapshot or replica in AWS itself, and state here what was done.`,
  )
}

function none(method: string, reason: string, expectedLoss = ""): RestoreOptionFound {
  return {
    action: "none",
    method,
    input: {},
    available: false,
    reason,
    point: null,
    expectedLoss: expectedLoss || "Not known.",
    expiresAt: null,
    estimateSeconds: null,
    preflight: [],
    detail: {},
  }
}
