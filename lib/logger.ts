import "server-only"
import { type Logger, pino } from "pino"
import { env } from "@/lib/env"
import { redact } from "@/lib/redact"

let shared: Logger | undefined

/** JSON lines on standard output. Secrets are removed by field name and by shape before a line is written. */
export function logger(): Logger {
  shared ??= pino({
    level: env().LOG_LEVEL,
    base: undefined,
    redact: {
      paths: [
        "password",
        "token",
        "secret",
        "authorization",
        "cookie",
        "*.password",
        "*.token",
        "*.secret",
        "*.authorization",
        "*.cookie",
        "*.secretAccessKey",
        "*.sessionToken",
      ],
      censor: "[redacted]",
    },
    hooks: {
      streamWrite: (line) => redact(line),
    },
  })
  return shared
}
