import "server-only"
import type { ConnectorContext, RestoreOptionFound } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { awsPartition } from "./config"
import { ownIdentity } from "./own-identity"
import { parsePrincipalArn } from "./parse-arn"
import type { BucketPlan } from "./plan-bucket-restore"
import type { BucketState } from "./read-bucket-state"
import type { RestoreObjectsInput } from "./restore-bucket-objects-definition"

type Check = RestoreOptionFound["preflight"][number]

/** What can be known before the press: versioning, permissions, reading a good version, its key, object lock, lifecycle. */
export async function checkRestore(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  state: BucketState,
  plan: BucketPlan,
): Promise<Check[]> {
  const [permissions, readable] = await Promise.all([
    checkPermissions(ctx, input, plan),
    checkReadable(ctx, input, plan),
  ])
  return [
    {
      name: "versioning",
      outcome: state.versioning === "Enabled" ? "passed" : "failed",
      statement: state.versioning === "Enabled" ? "Versioning is on." : "Versioning is not on.",
    },
    permissions,
    ...readable,
    {
      name: "object lock",
      outcome: state.objectLock === "unknown" ? "unknown" : "passed",
      statement:
        state.objectLock === "on"
          ? "Object lock is on: new versions get the bucket's default retention."
          : state.objectLock === "off"
            ? "No object lock stands in the way."
            : "Whether object lock is on may not be read.",
    },
    checkLifecycle(state),
  ]
}

async function checkPermissions(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  plan: BucketPlan,
): Promise<Check> {
  const name = "permissions"
  const actions = ["s3:GetObjectVersion", "s3:PutObject"]
  if (plan.markersAdded > 0) actions.push("s3:DeleteObject")
  if (input.mode === "markers") actions.push("s3:DeleteObjectVersion")
  try {
    const answer = await readAws(ctx).iam.simulatePrincipalPolicy({
      PolicySourceArn: await sourceArn(ctx),
      ActionNames: actions,
      ResourceArns: [`arn:${awsPartition(readAws(ctx).config)}:s3:::${input.bucket}/*`],
    })
    const denied = (answer.EvaluationResults ?? [])
      .filter((result) => result.EvalDecision !== "allowed")
      .map((result) => result.EvalActionName ?? "")
    return denied.length === 0
      ? { name, outcome: "passed", statement: `IAM allows ${actions.join(", ")}.` }
      : {
          name,
          outcome: "failed",
          statement: `The connection lacks ${denied.join(", ")} on ${input.bucket}. Grant it, then look again.`,
        }
  } catch (error) {
    if (!isPlatformError(error) || ctx.signal.aborted) throw error
    return { name, outcome: "unknown", statement: `IAM's evaluator could not be asked: ${error.message}` }
  }
}

async function sourceArn(ctx: ConnectorContext): Promise<string> {
  const { arn } = await ownIdentity(ctx)
  const own = parsePrincipalArn(arn)
  if (own?.kind !== "assumed-role") return arn
  const plain = `arn:${own.partition}:iam::${own.accountId}:role/${own.name}`
  return readAws(ctx)
    .iam.getRole({ RoleName: own.name })
    .then(({ Role }) => Role?.Arn ?? plain)
    .catch((error: unknown) => {
      if (isPlatformError(error)) return plain
      throw error
    })
}

/** Reads the head of one good version: that it opens, and whether a key of KMS is needed for it. */
async function checkReadable(
  ctx: ConnectorContext,
  { bucket }: RestoreObjectsInput,
  plan: BucketPlan,
): Promise<Check[]> {
  const line = plan.lines.find((one) => one.step === "copy")
  if (!line) return []
  try {
    const head = await readAws(ctx).s3().headObject({ Bucket: bucket, Key: line.key, VersionId: line.want })
    const keyId = head.SSEKMSKeyId
    return [
      { name: "good version", outcome: "passed", statement: `The good version of ${line.key} can be read.` },
      keyId
        ? {
            name: "KMS key",
            outcome: "unknown",
            statement: `It is encrypted under ${keyId}. Check that the key is enabled and that the connection may decrypt with it.`,
          }
        : {
            name: "KMS key",
            outcome: "passed",
            statement: "No key of KMS is needed for the version looked at.",
          },
    ]
  } catch (error) {
    if (!isPlatformError(error) || error.retryable) throw error
    return [
      {
        name: "good version",
        outcome: "failed",
        statement: `The good version of ${line.key} cannot be read: ${error.message}`,
      },
    ]
  }
}

function checkLifecycle({ lifecycle }: BucketState): Check {
  const name = "lifecycle"
  if (lifecycle === "unknown")
    return {
      name,
      outcome: "unknown",
      statement: "Lifecycle rules may not be read: they may end old versions.",
    }
  if (lifecycle.length === 0)
    return { name, outcome: "passed", statement: "No lifecycle rule ends old versions." }
  const days = Math.min(...lifecycle.map((rule) => rule.days))
  return {
    name,
    outcome: "unknown",
    statement: `A lifecycle rule deletes old versions ${days} ${days === 1 ? "day" : "days"} after they were replaced (${lifecycle.map((rule) => rule.id || "unnamed").join(", ")}). Restore before, or disable the rule.`,
  }
}
