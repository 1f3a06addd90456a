import type { PlatformFailure } from "@/lib/connectors/contract"

const kinds: readonly string[] = [
  "refused",
  "not_found",
  "throttled",
  "unreachable",
  "timed_out",
  "quota",
  "conflict",
  "unexpected",
] satisfies PlatformFailure["kind"][]

/** Whether a connector threw a mapped failure (told apart by shape: several bundles carry their own classes). */
export function isPlatformFailure(value: unknown): value is PlatformFailure {
  if (typeof value !== "object" || value === null) return false
  const { kind, message, mayHaveHappened, retryable } = value as Record<string, unknown>
  return (
    typeof kind === "string" &&
    kinds.includes(kind) &&
    typeof message === "string" &&
    typeof mayHaveHappened === "boolean" &&
    typeof retryable === "boolean"
  )
}

/** Whatever was thrown, as a failure: the unmapped is unexpected, may have happened, and is not repeated by itself. */
export function asPlatformFailure(thrown: unknown): PlatformFailure {
  if (isPlatformFailure(thrown)) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    kind: "unexpected",
    message: `Something failed on our side: ${message}`,
    mayHaveHappened: true,
    retryable: false,
  }
}
