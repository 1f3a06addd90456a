/** A refusal or failure, worded as AWS words it. Each service writes it in its own wire format. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  /** Extra elements of the error document, such as S3's BucketName or VersionId. */
  readonly detail: Record<string, string>

  constructor(code: string, message: string, status = 400, detail: Record<string, string> = {}) {
    super(message)
    this.code = code
    this.status = status
    this.detail = detail
  }
}

/** Why a request could not be tied to a principal; services name these differently. */
export type IdentityProblem =
  | "missing"
  | "malformed"
  | "unknown-key"
  | "bad-token"
  | "expired-token"
  | "signature"
  | "skewed"
  | "expired-request"
  | "wrong-region"
  | "body-hash"

export class IdentityError extends Error {
  readonly problem: IdentityProblem
  readonly detail: Record<string, string>

  constructor(problem: IdentityProblem, message: string, detail: Record<string, string> = {}) {
    super(message)
    this.problem = problem
    this.detail = detail
  }
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntity", message, 404)
}
