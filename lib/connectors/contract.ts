/**
 * What a connector is. Types only: definitions are browser-safe (definition.ts), handlers run on the server
 * (handlers.ts). A connector sees neither the database nor Next nor a domain: everything it needs is an argument.
 */
import type { z } from "zod"
import type { AssessmentRequest, AssessmentYield, SourceReport } from "./assessment-contract"
import type { ConnectionCheck } from "./connection-check"
import type { CredentialKind } from "./credential-kind"
import type { RunningWork, WorkStarters } from "./running-work"

/** JSON as Postgres keeps it. Snapshots, receipts and details are JSON so that they outlive a process. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined }
export type JsonObject = { [key: string]: Json | undefined }

// ---------------------------------------------------------------- the world a connector may touch

/**
 * Everything outside, as arguments. `config` has passed the connector's config schema; `secret` its secret schema
 * (null when the mode needs none). `signal` aborts when the lease is lost or the process stops.
 */
export type ConnectorContext = {
  connectionId: string
  config: JsonObject
  secret: JsonObject | null
  /** Break-glass identities of this connection (ARN patterns with `*`): never contained. */
  protectedPatterns: readonly { pattern: string; reason: string }[]
  /** Written into what we create, so that names are deterministic: "INC-47". */
  incidentReference: string
  /** Who asked, for the platform's own logs where it takes one (SourceIdentity). */
  operator: string
  now: () => Date
  fetch?: typeof globalThis.fetch
  /** Set while a containment is under way: `inspect` leaves out what only a reader of the preview needs. */
  hurry?: boolean
  signal: AbortSignal
  /** Immutable bytes by SHA-256; the only storage a connector has. */
  evidence: EvidenceStore
  /** A line for the person who watches a long step. Shown as untrusted text. */
  progress: (line: string) => void
}

export type EvidenceStore = {
  /** Keeps bytes; returns their SHA-256 (hex). Same bytes, same name: repeating is harmless. */
  put: (input: { name: string; mediaType: string; bytes: Uint8Array; origin: string }) => Promise<string>
  get: (sha256: string) => Promise<Uint8Array>
}

/** A failed call to the platform, mapped by the connector's errors.ts. `mayHaveHappened`: the request may have taken effect. */
export type PlatformFailure = {
  kind:
    | "refused"
    | "not_found"
    | "throttled"
    | "unreachable"
    | "timed_out"
    | "quota"
    | "conflict"
    | "unexpected"
  /** Sentence that says what happened and what to do; no secrets. */
  message: string
  mayHaveHappened: boolean
  retryable: boolean
  requestId?: string
}

// ---------------------------------------------------------------- actions

export type ActionKind = "contain" | "restore"

/** The browser-safe half: form, docs page, permissions, collateral, the command that does the same by hand. */
export type ActionDefinition<Input extends JsonObject = JsonObject> = {
  /** "aws.deactivate-access-keys" */
  id: string
  connector: string
  kind: ActionKind
  /** Imperative, as on a button: "Deactivate access keys". */
  title: string
  /** One sentence: what it does and what it stops. */
  summary: string
  input: z.ZodType<Input>
  /** Platform permissions that apply, verify and undo need: ["iam:UpdateAccessKey"]. */
  permissions: readonly string[]
  /** Who else can be hit, in one sentence. */
  collateral: string
  /** How it is taken back: from the receipt, or why it cannot be. */
  undo: { possible: true; warning?: string } | { possible: false; reason: string }
  irreversible: boolean
  /** Whether repeating `apply` after a lost answer changes nothing more. If false the engine never repeats by itself. */
  idempotent: boolean
  /**
   * Longest time from the platform's yes to its effect, ms: the wait before "not done" is definite and proofs count.
   * A function where the connection's config says it.
   */
  propagationMs: number | ((config: JsonObject) => number)
  /** Time-out of one apply, ms; the lease outlives it. */
  applyTimeoutMs: number
  /**
   * Longest time that what a lost apply sent last can still take effect, ms; absent: applyTimeoutMs. For a long apply
   * of many short calls, each of which is harmless to repeat.
   */
  settleMs?: number
  /** Time-out of one look, read-back or verification, ms, where the engine's own is too short. */
  readTimeoutMs?: number
  /** How long verification keeps asking before it ends as ineffective or unverifiable, ms; and how often. */
  verifyWithinMs: number
  verifyEveryMs: number
  /** How many proofs that hold make it proven (independent kinds). */
  proofsNeeded: number
  /** Input -> what it touches: stable key ("user/claude-code-infra") and label for people. */
  target: (input: Input) => { key: string; label: string }
  /** The same by hand, one command a line, for a shell. Values are shell-quoted. */
  commands: (input: Input, reference: string) => string[]
}

/** Who else is hit, before the press. */
export type Collateral = {
  /** nobody | some | unknown */
  level: "nobody" | "some" | "unknown"
  /** One line for the table: "2 CI pipelines, once"; "nobody else". */
  statement: string
  items: { label: string; detail: string }[]
}

/** A read-only look: what is, what would change, who else is hit, and whether it must be refused. */
export type Inspection = {
  /** State now, enough to undo from: becomes the step's snapshot. */
  snapshot: JsonObject
  /** Whether the effect is already in force. */
  inEffect: "yes" | "no" | "unknown"
  /** What would change, one sentence each. */
  changes: string[]
  collateral: Collateral
  /** Set when we must not do this (ourselves, break-glass, not ours): the reason. Nothing is called then. */
  refusal?: string
  warnings: string[]
  requestIds: string[]
}

export type Applied = {
  /**
   * Enough to undo and to verify; a function of snapshot, input and what the platform answered. Of a restore, these are
   * read by the damage: `list` (SHA-256 of lines with "created": a version id of ours), `incomplete` (what stays lost;
   * "" when nothing does), `coversUntil` and `coversEffects` (the last effect it was planned for, ISO, and how many were known).
   */
  receipt: JsonObject
  /** False when everything was already as wanted. */
  changed: boolean
  requestIds: string[]
}

/** What reading back after a lost answer or a crash found. */
export type ReadBack =
  | { outcome: "applied"; receipt: JsonObject; requestIds: string[] }
  | { outcome: "not_applied"; requestIds: string[] }
  | { outcome: "cannot_tell"; reason: string; requestIds: string[] }

export type ProofOutcome = "holds" | "not_yet" | "contradicts" | "cannot_tell"

/** One independent observation. Kinds must differ to count as independent. */
export type ProofObservation = {
  /** "read-back" | "policy-simulation" | "telemetry" | "probe" | "counts" | "checksums" */
  kind: string
  outcome: ProofOutcome
  /** What was seen, in words. */
  statement: string
  observedAt: Date
  requestId?: string
  detail?: JsonObject
  /** Applying again would mend what contradicts: somebody undid the change, or added to what it covers. */
  reapply?: boolean
  /** What a person can do when it is undone again and again, in one or two sentences. */
  lastResort?: string
}

export type Verification = {
  proofs: ProofObservation[]
  /** Set when no further asking will help: the step ends unverifiable with this sentence. */
  unverifiable?: string
}

/** The server half. Inputs have passed the definition's schema. Platform errors are thrown as mapped PlatformFailures. */
export type ActionHandler<Input extends JsonObject = JsonObject> = {
  definition: ActionDefinition<Input>
  inspect: (ctx: ConnectorContext, input: Input) => Promise<Inspection>
  apply: (ctx: ConnectorContext, input: Input, snapshot: JsonObject) => Promise<Applied>
  /** After a crash or a lost answer: reads, never writes. */
  readBack: (ctx: ConnectorContext, input: Input, snapshot: JsonObject) => Promise<ReadBack>
  verify: (ctx: ConnectorContext, input: Input, receipt: JsonObject, appliedAt: Date) => Promise<Verification>
  /** Absent exactly when definition.undo.possible is false. Must be safe to repeat (reads before it writes). */
  undo?: (
    ctx: ConnectorContext,
    input: Input,
    receipt: JsonObject,
  ) => Promise<{ requestIds: string[]; statement: string }>
}

// ---------------------------------------------------------------- containment proposals

export type CredentialRef = {
  /** Row id of ours, or a key chosen by the caller. */
  id: string
  /** "aws.iam-user" | "aws.role" | "aws.access-key" | "aws.role-session" | "aws.secret" */
  kind: string
  identifier: string
  label: string
}

/** A step not yet stored. `after` names other drafts by `key`. */
export type StepDraft = {
  key: string
  credentialId: string | null
  action: string
  input: JsonObject
  after: { key: string; until: "applied" | "verified"; settleMs: number }[]
  /** Why this step and this mode, one sentence. */
  why: string
}

/** What cannot be done by an action: guided by hand, with a link. */
export type ManualStep = { credentialId: string | null; title: string; instructions: string; link?: string }

export type ContainmentProposal = {
  steps: StepDraft[]
  manual: ManualStep[]
  /** Recommended mode per credential, with its reason. */
  notes: { credentialId: string; mode: string; reason: string }[]
  /** Credentials that must not be contained, with the reason. */
  refused: { credentialId: string; reason: string }[]
}

export type ResolvedCredential =
  | { found: true; accountId: string; kind: string; identifier: string; label: string; detail: JsonObject }
  | { found: false; reason: string }

// ---------------------------------------------------------------- damage and ways back

/** A damaged resource as grouped by lib/assessment from effects; what restore options are computed for. */
export type DamageRef = {
  resource: string
  resourceType: string
  name: string
  region: string
  effect: string
  firstAt: string | null
  lastAt: string | null
  /** SHA-256 of the resource's effects in the evidence store, one ResourceEffect as JSON a line; "" when none is kept. */
  effects: string
  /** The last success of any identity of the agent on this connection, as far as the sources tell. */
  actorLastAt: string | null
  /** How many successful effects it is known by: later knowledge is not covered by a restore planned now. */
  known: number
  /** `list` of the receipts of restores of this damage that were taken back: what the undo wrote is damage again. */
  undone: string[]
  detail: JsonObject
}

/** What is known of one change to a part of a resource; `identity` is "" when nothing records who made it. */
export type ResourceEffect = {
  eventId: string
  occurredAt: string
  source: string
  action: string
  grade: number
  identity: string
  item: string
}

/**
 * One way back, or why a method is none. A person may change these fields of `input` when a restore is proposed, where
 * the action's schema has them: `point` (ISO), `mode`, `destination`.
 */
export type RestoreOptionFound = {
  action: string
  method: string
  input: JsonObject
  available: boolean
  reason: string
  point: string | null
  expectedLoss: string
  expiresAt: string | null
  estimateSeconds: number | null
  preflight: { name: string; outcome: "passed" | "failed" | "unknown"; statement: string }[]
  detail: JsonObject
}

/** An identity of an account ranked by successful destructive effects of the last hour. */
export type SuspectIdentity = {
  credential: { kind: string; identifier: string; label: string }
  destructive: number
  succeeded: number
  denied: number
  agentMark: string
  lastAt: string | null
  examples: string[]
  /** Why it is never contained (ourselves, break-glass); null when it may be. */
  refusal: string | null
}

// ---------------------------------------------------------------- the connector itself

/** Browser-safe: what forms and pages need. */
export type ConnectorDefinition = {
  id: string
  title: string
  /** Non-secret fields; the form is built from it. */
  config: z.ZodType<JsonObject>
  /** Secret fields; null when the mode has none. */
  secret: z.ZodType<JsonObject | null>
  /** Whether this way of access needs a stored secret. */
  needsSecret: (config: JsonObject) => boolean
  /** The least that contain, assess and restore need, to paste when an account is connected; pretty-printed. */
  leastPolicy: string
  /** The least for what is done from above the account (an organisation's own role), pretty-printed; absent: nothing is. */
  organizationPolicy?: string
  credentialKinds: readonly CredentialKind[]
  /** Names of the platform's services whose address `config.endpoints` may say. */
  services: readonly string[]
  actions: readonly ActionDefinition[]
}

export type Connector = {
  definition: ConnectorDefinition
  actions: readonly ActionHandler[]
  check: (ctx: ConnectorContext) => Promise<ConnectionCheck>
  /** What was this key id, ARN or name? */
  resolve: (ctx: ConnectorContext, given: string) => Promise<ResolvedCredential>
  proposeContainment: (ctx: ConnectorContext, credentials: CredentialRef[]) => Promise<ContainmentProposal>
  assess: (ctx: ConnectorContext, request: AssessmentRequest) => AsyncGenerator<AssessmentYield>
  rankSuspects: (
    ctx: ConnectorContext,
    window: { from: Date; to: Date },
  ) => Promise<{
    suspects: SuspectIdentity[]
    coverage: SourceReport[]
  }>
  restoreOptions: (ctx: ConnectorContext, damage: DamageRef) => Promise<RestoreOptionFound[]>
  /** Work that these identities started and that outlives their credentials, with its state now. Absent: none is known. */
  runningWork?: (
    ctx: ConnectorContext,
    starters: WorkStarters,
    window: { from: Date; to: Date },
  ) => Promise<RunningWork>
}
