import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { shellLine, shellQuote } from "./shell-quote"

const bucketName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "A bucket name has 3 to 63 small letters, digits, dots and dashes",
  )
const moment = z.iso.datetime({ error: "Write a UTC time such as 2026-11-25T03:00:00Z" })

const input = z.strictObject({
  bucket: bucketName,
  /** The state at this moment comes back. */
  point: moment,
  /**
   * The moment just before the first destructive effect. While `point` is the same, each key goes back to just before
   * its own first damage, so that what others wrote to it until then is not lost.
   */
  proposedPoint: moment,
  /** copy: the good version as a new one on its key, nothing is removed. markers: delete markers are removed. */
  mode: z.enum(["copy", "markers"]),
  /** Evidence with what is known of each damaged key; "" takes every change between `point` and `until` as damage. */
  effects: z.union([z.literal(""), z.string().regex(/^[0-9a-f]{64}$/)]),
  /** The last effect this restore is planned for; null when it is not known. */
  until: moment.nullable(),
  /** How many effects were known then. */
  known: z.number().int().min(0).default(0),
  /** The agent's last known success: what somebody unknown wrote later is kept. */
  actorLastAt: moment.nullable(),
  /** Evidence with what earlier restores did that were taken back. */
  undone: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .max(50)
    .default([]),
  /** Copy there instead of onto the same keys. */
  destination: z
    .strictObject({ bucket: bucketName, prefix: z.string().max(512) })
    .nullable()
    .default(null),
})
export type RestoreObjectsInput = z.infer<typeof input>

export const restoreBucketObjectsDefinition: ActionDefinition<RestoreObjectsInput> = {
  id: "aws.restore-bucket-objects",
  connector: "aws",
  kind: "restore",
  title: "Restore objects of a bucket",
  summary:
    "Brings back every damaged key from its versions: the good version becomes the newest one, the damaged one stays below it.",
  input: input as z.ZodType<RestoreObjectsInput>,
  permissions: [
    "s3:ListBucketVersions",
    "s3:GetBucketVersioning",
    "s3:GetLifecycleConfiguration",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionTagging",
    "s3:PutObject",
    "s3:PutObjectTagging",
    "s3:DeleteObject",
    "s3:AbortMultipartUpload",
  ],
  collateral:
    "Every restored key is a new version: the bucket's notifications, functions and replication see a write.",
  undo: {
    possible: true,
    warning:
      "The damaged state comes back on the keys that were restored. Markers are set again and damaged versions copied on top; no version is removed.",
  },
  irreversible: false,
  // Every write carries the condition that the key is as it was seen, so that none is done twice.
  idempotent: true,
  propagationMs: 0,
  applyTimeoutMs: 6 * 3_600_000,
  settleMs: 65_000,
  readTimeoutMs: 20 * 60_000,
  verifyWithinMs: 60_000,
  verifyEveryMs: 5000,
  proofsNeeded: 2,
  target: ({ bucket }) => ({ key: `bucket/${bucket}`, label: bucket }),
  commands: ({ bucket, point, mode, destination }) => {
    const to = destination ?? { bucket, prefix: "" }
    const key = `${to.prefix === "" ? "" : shellQuote(to.prefix)}"$KEY"`
    const list = `${shellLine("aws", "s3api", "list-object-versions", "--bucket", bucket)} > versions.json   # per key: the newest version before ${point}`
    const check = `${shellLine("aws", "s3api", "head-object", "--bucket", to.bucket)} --key ${key} --checksum-mode ENABLED   # compare with the version copied`
    return mode === "markers"
      ? [
          list,
          `${shellLine("aws", "s3api", "delete-object", "--bucket", bucket)} --key "$KEY" --version-id "$MARKER_ID"   # for each marker on top of it, the newest first`,
          check,
        ]
      : [
          list,
          `${shellLine("aws", "s3api", "copy-object", "--bucket", to.bucket)} --key ${key} --copy-source ${shellQuote(bucket)}/"$KEY"'?versionId='"$VERSION_ID" --if-none-match '*'   # for each key behind a marker; --if-match "$ETAG" for an overwritten one`,
          check,
        ]
  },
}
