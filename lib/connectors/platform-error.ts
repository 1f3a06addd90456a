import type { PlatformFailure } from "./contract"

const mark = Symbol.for("firebreak.platform-error")

/** A PlatformFailure as it is thrown. Told apart by symbol: several bundles carry their own copy of this file. */
export class PlatformError extends Error implements PlatformFailure {
  readonly [mark] = true
  readonly kind: PlatformFailure["kind"]
  readonly mayHaveHappened: boolean
  readonly retryable: boolean
  readonly requestId?: string
  /** The platform's own name of the error ("NoSuchEntity"); "" when it has none. */
  readonly code: string

  constructor(failure: PlatformFailure & { code?: string }, cause?: unknown) {
    super(failure.message, { cause })
    this.name = "PlatformError"
    this.kind = failure.kind
    this.mayHaveHappened = failure.mayHaveHappened
    this.retryable = failure.retryable
    this.code = failure.code ?? ""
    if (failure.requestId !== undefined) this.requestId = failure.requestId
  }
}

export function isPlatformError(value: unknown): value is PlatformError {
  return typeof value === "object" && value !== null && mark in value
}
