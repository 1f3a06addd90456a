import type { EffectRow } from "../assessment-contract"
import type { JsonObject } from "../contract"
import { type AuditRecord, asObject, text } from "./read-record"

type Outcome = { outcome: EffectRow["outcome"]; errorCode: string; errorMessage: string }

const denied =
  /AccessDenied|Unauthorized|NotAuthorized|Forbidden|AuthFailure|InvalidClientTokenId|ExpiredToken|SignatureDoesNotMatch|OptInRequired|AllAccessDisabled|InvalidAccessKeyId/i

/**
 * Whether the call took effect. Success means: no error in the record, and none inside the response, where some
 * services put it. A dry run changes nothing and counts as failed.
 */
export function readOutcome(record: AuditRecord): Outcome {
  const { errorCode, errorMessage } = record
  if (errorCode || errorMessage) {
    const refused = denied.test(errorCode) || (!errorCode && denied.test(errorMessage))
    return { outcome: refused ? "denied" : "failed", errorCode, errorMessage }
  }
  if (record.eventName === "ConsoleLogin" && text(record.response.ConsoleLogin) === "Failure")
    return { outcome: "denied", errorCode: "ConsoleLoginFailure", errorMessage: "" }
  const hidden = findError(record.response)
  if (!hidden) return { outcome: "succeeded", errorCode: "", errorMessage: "" }
  const refused = denied.test(`${hidden.errorCode} ${hidden.errorMessage}`)
  return { outcome: refused ? "denied" : "failed", ...hidden }
}

/** An error that the service wrote into its response. Lists of errors per item (batches) are partial: not a failure. */
function findError(response: JsonObject): { errorCode: string; errorMessage: string } | null {
  for (const candidate of [response, asObject(response.error), asObject(response.Error)]) {
    const code =
      text(candidate.errorCode) ||
      (candidate === response ? "" : text(candidate.code) || text(candidate.Code))
    const message = text(candidate.errorMessage) || (candidate === response ? "" : text(candidate.message))
    if (code || message) return { errorCode: code, errorMessage: message }
  }
  if (response._return === false || response._return === "false")
    return { errorCode: "ReturnedFalse", errorMessage: "" }
  return null
}
