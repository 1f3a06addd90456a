import type { PlatformFailure } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"

type Kind = PlatformFailure["kind"]

/** What the SDK throws, read by name and fields: several copies of the SDK's classes may be loaded. */
type Thrown = {
  name?: string
  Code?: string
  code?: string
  message?: string
  /** Organizations says by it which of its limits is meant. */
  Reason?: string
  $metadata?: { httpStatusCode?: number; requestId?: string }
  $response?: { statusCode?: number; headers?: Record<string, string> }
}

const refusedNames = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "Forbidden",
  "AllAccessDisabled",
  "UnmodifiableEntity",
  "UnmodifiableEntityException",
])
const wrongCredentials = new Set([
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
  "UnrecognizedClientException",
  "AuthFailure",
  "InvalidToken",
])
const expired = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"])
const badSignature = new Set(["SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"])
const skewed = new Set(["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"])
const noCredentials = new Set(["CredentialsProviderError", "TokenProviderError", "ProviderError"])
const notFound = new Set([
  "NoSuchEntity",
  "NoSuchEntityException",
  "NoSuchBucket",
  "NoSuchKey",
  "NotFound",
  "NoSuchVersion",
])
const absent = /NotFound(?:Exception)?$|DoesNotExist(?:Exception)?$/
const throttled =
  /^(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded|ProvisionedThroughput|PriorRequestNotComplete)/
const quota = new Set(["LimitExceeded", "LimitExceededException", "ServiceQuotaExceededException"])
const clash =
  /^(EntityAlreadyExists|ResourceInUse|ConcurrentModification|DeleteConflict|OperationAborted|PolicyChangesInProgress|ConflictException|PreconditionFailed|EntityTemporarilyUnmodifiable|ConditionalRequestConflict)/
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
])
const tls = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS)/
const cut = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED", "ERR_STREAM_PREMATURE_CLOSE", "UND_ERR_SOCKET"])

/**
 * Maps what an AWS call threw. `write`: a write whose answer was lost may have happened, so everything between
 * sending and a clear answer says `mayHaveHappened`. `service` names who was asked ("IAM").
 */
export function toPlatformError(
  error: unknown,
  { write, service }: { write: boolean; service: string },
): PlatformError {
  if (isPlatformError(error)) return error
  const thrown: Thrown = typeof error === "object" && error !== null ? error : { message: String(error) }
  const name = [thrown.name, thrown.Code].find((n) => n && n !== "Error" && n !== "UnknownError") ?? ""
  const socket = findSocketCode(error)
  const status = thrown.$metadata?.httpStatusCode ?? thrown.$response?.statusCode
  const requestId = thrown.$metadata?.requestId ?? thrown.$response?.headers?.["x-amzn-requestid"]
  const said = firstSentence(thrown.message ?? "")
  const make = (kind: Kind, message: string, options: { happened?: boolean; retryable?: boolean } = {}) =>
    new PlatformError(
      {
        kind,
        message,
        mayHaveHappened: write && (options.happened ?? false),
        retryable: options.retryable ?? false,
        code: name || socket,
        ...(requestId ? { requestId } : {}),
      },
      error,
    )

  if (name === "AbortError")
    return make("timed_out", `The call to ${service} was broken off.`, { happened: true, retryable: true })
  if (name === "TimeoutError" || name === "RequestTimeout" || socket === "ETIMEDOUT")
    return make("timed_out", `${service} did not answer in time.`, { happened: true, retryable: true })
  if (neverSent.has(socket))
    return make(
      "unreachable",
      `${service} cannot be reached (${socket}). Check the network and the endpoint's address.`,
      {
        retryable: true,
      },
    )
  if (tls.test(socket))
    return make(
      "unreachable",
      `${service}'s certificate is not trusted (${socket}). Add its authority to the connection.`,
    )
  if (cut.has(socket))
    return make("unreachable", `The line to ${service} broke (${socket}).`, {
      happened: true,
      retryable: true,
    })
  if (skewed.has(name))
    return make(
      "refused",
      `AWS says that this server's clock is wrong (${name}). Set the clock, then try again.`,
    )
  if (badSignature.has(name))
    return make(
      "refused",
      "AWS refused the signature: the secret access key does not belong to the access key id.",
    )
  if (wrongCredentials.has(name))
    return make("refused", `AWS does not know the connection's access key, or it is inactive (${name}).`)
  if (expired.has(name)) return make("refused", "The connection's session has expired.", { retryable: true })
  if (noCredentials.has(name))
    return make("refused", `The server has no AWS credentials for this connection. ${said}`)
  if (refusedNames.has(name)) return make("refused", `${service} refused: ${said || name}.`)
  const refusal = organizationRefusals[thrown.Reason ?? ""] ?? organizationRefusals[name]
  if (refusal) return make(refusal.kind, refusal.message)
  if (throttled.test(name))
    return make("throttled", `${service} asks us to slow down (${name}).`, { retryable: true })
  if (quota.has(name)) return make("quota", `A quota of ${service} is used up: ${said || name}.`)
  if (clash.test(name))
    return make("conflict", `${service} is busy with the same thing: ${said || name}.`, {
      retryable: /^(Concurrent|EntityTemporarily|PolicyChanges|ConflictException)/.test(name),
    })
  if (notFound.has(name) || absent.test(name) || (status === 404 && !name))
    return make("not_found", `${service} does not know it: ${said || name}.`)
  if (status === 403) return make("refused", `${service} refused: ${said || name || "403"}.`)
  if (status === 429 || status === 503)
    return make("throttled", `${service} is overloaded (${status}).`, {
      happened: status === 503,
      retryable: true,
    })
  if (status !== undefined && status >= 500)
    return make("unexpected", `${service} failed on its side (${name || status}).`, {
      happened: true,
      retryable: true,
    })
  if (status !== undefined && status >= 400)
    return make("unexpected", `${service} answered ${name || status}: ${said}.`)
  return make(
    "unexpected",
    `The answer of ${service} could not be read: ${said || name || "no reason given"}.`,
    { happened: true },
  )
}

/** What Organizations refuses by reason or by name, as sentences that say what to do. */
const organizationRefusals: Record<string, { kind: Kind; message: string }> = {
  MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: {
    kind: "quota",
    message:
      "As many control policies as AWS allows are attached to this target. Detach one that it can do without, or attach a policy named Firebreak-Quarantine beforehand: an attached one is only edited.",
  },
  POLICY_CONTENT_LIMIT_EXCEEDED: {
    kind: "quota",
    message: "The control policy would be longer than AWS allows (5,120 characters).",
  },
  POLICY_NUMBER_LIMIT_EXCEEDED: {
    kind: "quota",
    message:
      "The organisation has as many control policies as AWS allows. Delete one that is attached to nothing.",
  },
  MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: {
    kind: "conflict",
    message:
      "It is the last control policy of this target, and AWS keeps at least one. Attach FullAWSAccess to it first, then take this one off.",
  },
  PolicyTypeNotEnabledException: {
    kind: "refused",
    message:
      "Control policies are switched off in this organisation. Enable service control policies in AWS Organizations, then try again.",
  },
  AWSOrganizationsNotInUseException: {
    kind: "refused",
    message: "The account of the organisation's role is in no organisation.",
  },
}

/** The socket's error code, through one or two wrappings (fetch puts it into `cause`). */
function findSocketCode(error: unknown, depth = 0): string {
  if (typeof error !== "object" || error === null || depth > 3) return ""
  if ("code" in error && typeof error.code === "string" && /^[A-Z_]+$/.test(error.code)) return error.code
  if ("errors" in error && Array.isArray(error.errors) && error.errors.length > 0)
    return findSocketCode(error.errors[0], depth + 1)
  return "cause" in error ? findSocketCode(error.cause, depth + 1) : ""
}

/** AWS's own words, one line, without its final dot and without anything that looks like a secret. */
function firstSentence(message: string): string {
  const line = message.split("\n")[0] ?? ""
  return line
    .replaceAll(/[A-Za-z0-9/+=]{40,}/g, "[cut]")
    .slice(0, 300)
    .replace(/\.+\s*$/, "")
}
