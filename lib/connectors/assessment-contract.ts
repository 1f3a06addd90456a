import type { CredentialRef, Json, JsonObject, ProofObservation } from "./contract"

/** One thing the agent did. Flat, so that it fits a table file. Strings from the platform are untrusted text. */
export type EffectRow = {
  /** The platform's id of the event; deduplicated on it. */
  eventId: string
  /** ISO time; when the platform says it happened. */
  occurredAt: string
  /** Source kind it came from. */
  source: string
  region: string
  /** "s3:DeleteObject" */
  action: string
  outcome: "succeeded" | "denied" | "failed"
  errorCode: string
  errorMessage: string
  /** 0 to 4 (domain.md 2.1.5) and why. */
  grade: number
  gradeReason: string
  readOnly: boolean
  /** Identity that did it (access key id, ARN, role session ARN), as in IdentityFound.identifier; "" when unknown. */
  identity: string
  resource: string
  resourceType: string
  resourceName: string
  /** Sub-resource, e.g. object key and version. */
  item: string
  userAgent: string
  /** "Claude Code" when the user agent says so; evidence, not proof. */
  agentMark: string
  sourceAddress: string
  requestId: string
  /** SHA-256 of the evidence bytes that hold it. */
  evidenceSha256: string
}

export type IdentityFound = {
  identifier: string
  kind: string
  label: string
  parent: string | null
  via: string
  expiresAt: string | null
  /** Set when it is something to contain: which credential it is. */
  credential: { kind: string; identifier: string; label: string } | null
  origin: "seed" | "minted" | "found" | "assumed"
}

export type SourceReport = {
  kind: string
  scope: string
  label: string
  state: "reading" | "read" | "failed" | "not_available"
  coveredFrom: string | null
  completeUpTo: string | null
  latenessNote: string
  cannotSee: string[]
  records: number
  failure: string
  cursor: Json
}

/** A containment that was applied on this connection and not taken back. */
export type StepInForce = {
  stepId: string
  action: string
  input: JsonObject
  receipt: JsonObject
  /** ISO */
  appliedAt: string
}

/** A record that contradicts a containment, as applied at `appliedAt`. */
export type Refutation = { stepId: string; appliedAt: string; proof: ProofObservation }

/** What an assessment run of a connector yields, in any order, any number of times. */
export type AssessmentYield =
  | { type: "source"; report: SourceReport }
  /** `snapshotOf`: these rows replace all earlier ones given for the same snapshot ("aws.version-listing my-bucket"). */
  | { type: "effects"; rows: EffectRow[]; snapshotOf?: string }
  | { type: "identity"; identity: IdentityFound }
  | { type: "refutation"; refutation: Refutation }
  | { type: "progress"; line: string }

export type AssessmentRequest = {
  /** What we start from. */
  seeds: CredentialRef[]
  from: Date
  to: Date
  /** Cursors of an earlier run, by `${kind} ${scope}`; empty on the first. */
  cursors: Record<string, Json>
  /** Identities already known (so that a re-read goes on from there). */
  known: IdentityFound[]
  /** Containments in force: whatever their identities still do later speaks against them. */
  inForce: StepInForce[]
  /** Whether an event is already kept: it need not be yielded, nor its bytes stored, again. */
  isKept: (eventId: string) => boolean
  /**
   * Versions that we made while restoring: never damage. To be asked after a listing was read; null while a restore is
   * under way on this connection, since then ours cannot be told from others'.
   */
  ours: () => Promise<ReadonlySet<string> | null>
}
