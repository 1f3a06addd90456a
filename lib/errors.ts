/**
 * The closed list of errors that a verb may throw. `status` is the HTTP status, `title` the human sentence's head;
 * the detail says what to do. Each code has a page in docs/errors. Told apart by symbol, not by instanceof, because
 * several bundles carry their own copy of this file.
 */
export const errorCodes = {
  "invalid-input": { status: 400, title: "The request is not valid" },
  "not-signed-in": { status: 401, title: "Sign in first" },
  "sign-in-failed": { status: 401, title: "E-mail or password is wrong" },
  "fresh-sign-in-needed": { status: 401, title: "Confirm your password first" },
  "not-permitted": { status: 403, title: "You may not do this" },
  "cross-site-request": { status: 403, title: "The request came from another site" },
  "not-found": { status: 404, title: "There is nothing here" },
  "method-not-allowed": { status: 405, title: "This address does not take that method" },
  conflict: { status: 409, title: "It changed while you were looking" },
  "precondition-failed": { status: 409, title: "This is not possible in the present state" },
  "protected-identity": { status: 409, title: "This identity is never contained" },
  "body-too-large": { status: 413, title: "The request is too large" },
  "media-type-not-supported": { status: 415, title: "Send JSON" },
  "too-many-requests": { status: 429, title: "Too many tries" },
  "platform-refused": { status: 502, title: "The platform refused" },
  "platform-unreachable": { status: 502, title: "The platform did not answer" },
  "database-unavailable": { status: 503, title: "The database does not answer" },
  "range-unavailable": { status: 503, title: "The practice range did not start" },
  "secret-unreadable": { status: 500, title: "A stored secret cannot be read" },
  unexpected: { status: 500, title: "Something failed on our side" },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof errorCodes

const mark = Symbol.for("firebreak.error")

export type FieldProblem = { path: string; message: string }

/** An error a person can act on: `detail` says what happened and what to do, and never holds a secret. */
export class FirebreakError extends Error {
  readonly [mark] = true
  readonly code: ErrorCode
  readonly detail: string
  readonly fields: readonly FieldProblem[]

  constructor(
    code: ErrorCode,
    detail: string,
    options: { cause?: unknown; fields?: readonly FieldProblem[] } = {},
  ) {
    super(`${errorCodes[code].title}: ${detail}`, { cause: options.cause })
    this.name = "FirebreakError"
    this.code = code
    this.detail = detail
    this.fields = options.fields ?? []
  }
}

export function isFirebreakError(value: unknown): value is FirebreakError {
  return typeof value === "object" && value !== null && mark in value
}

/** Short constructors, so that call sites read as sentences. */
export const notFound = (detail: string) => new FirebreakError("not-found", detail)
export const conflict = (detail: string) => new FirebreakError("conflict", detail)
export const preconditionFailed = (detail: string) => new FirebreakError("precondition-failed", detail)
export const notPermitted = (detail: string) => new FirebreakError("not-permitted", detail)
export const invalidInput = (detail: string, fields?: readonly FieldProblem[]) =>
  new FirebreakError("invalid-input", detail, fields ? { fields } : {})
