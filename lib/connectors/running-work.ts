import type { IdentityFound, SourceReport } from "./assessment-contract"
import type { CredentialRef, JsonObject } from "./contract"

/** Who may have started work: what is contained, and what the assessment found that it became. */
export type WorkStarters = { seeds: CredentialRef[]; known: IdentityFound[] }

/** Something that an identity started and that goes on by itself, whatever becomes of the credential. */
export type WorkFound = {
  /** Stable within the connection. */
  key: string
  /** "aws.execution", with its name for people: "Step Functions execution". */
  kind: string
  kindTitle: string
  /** The platform's id or ARN. Untrusted text. */
  resource: string
  region: string
  /** Identity that started it, as in IdentityFound.identifier; and by which call, ISO time, event. */
  startedBy: string
  startedAt: string
  startedAction: string
  eventId: string
  /** `unknown`: the service did not say; `reason` has why. */
  state: "running" | "ending" | "ended" | "unknown"
  /** The platform's own word: "UPDATE_IN_PROGRESS". */
  word: string
  /** ISO; when the service was asked. */
  readAt: string
  /** What stops it; null when nothing of ours does: then `guidance` says why and what to do instead. */
  stop: { action: string; input: JsonObject } | null
  guidance: string
  link: string
}

export type RunningWork = { work: WorkFound[]; coverage: SourceReport[] }
