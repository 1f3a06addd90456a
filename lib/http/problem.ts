import "server-only"
import { randomUUID } from "node:crypto"
import { errorCodes, FirebreakError, isFirebreakError } from "@/lib/errors"
import { logger } from "@/lib/logger"

/** What every failed request answers with: RFC 9457 plus `code` and, for bad input, `fields`. */
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: string
  instance: string
  fields?: { path: string; message: string }[]
}

/** Any thrown value as a problem. Unknown ones are logged under `instance` and answered without details. */
export function toProblem(thrown: unknown): Problem {
  const instance = randomUUID()
  const error = isFirebreakError(thrown) ? thrown : translate(thrown)
  const { status, title } = errorCodes[error.code]
  if (status >= 500) logger().error({ err: thrown, instance, code: error.code }, "request failed")
  return {
    type: `/docs/errors/${error.code}`,
    title,
    status,
    detail: error.detail,
    code: error.code,
    instance,
    ...(error.fields.length > 0 ? { fields: [...error.fields] } : {}),
  }
}

export function problemResponse(thrown: unknown): Response {
  const problem = toProblem(thrown)
  return Response.json(problem, {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(problem.status === 429 || problem.status === 503 ? { "retry-after": "5" } : {}),
    },
  })
}

/** Codes by which Prisma and pg say that the database is away. */
const databaseAway = new Set([
  "P1000",
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2037",
  "ECONNREFUSED",
  "ECONNRESET",
  "57P01",
  "57P03",
  "ETIMEDOUT",
])

function translate(thrown: unknown): FirebreakError {
  if (isDatabaseAway(thrown)) {
    return new FirebreakError(
      "database-unavailable",
      "The database does not answer. Whether this request took effect is not known: look before you send it again. If it stays so, check PostgreSQL and /api/ready.",
      { cause: thrown },
    )
  }
  return new FirebreakError(
    "unexpected",
    "This request failed on our side and was logged. Try again; if it fails again, give the number below to whoever runs this server.",
    { cause: thrown },
  )
}

export function isDatabaseAway(thrown: unknown): boolean {
  for (let error = thrown, depth = 0; error && typeof error === "object" && depth < 5; depth += 1) {
    const { code, name, message, cause } = error as {
      code?: unknown
      name?: unknown
      message?: unknown
      cause?: unknown
    }
    if (typeof code === "string" && databaseAway.has(code)) return true
    if (name === "PrismaClientInitializationError") return true
    if (
      typeof message === "string" &&
      /Can't reach database server|Connection terminated|Query read timeout|timeout exceeded when trying to connect|DatabaseNotReachable/.test(
        message,
      )
    )
      return true
    error = cause
  }
  return false
}
