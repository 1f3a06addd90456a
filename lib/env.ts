import "server-only"
import path from "node:path"
import { z } from "zod"

const text = z.string().trim().min(1)

const schema = z.object({
  DATABASE_URL: text.optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: text.default("127.0.0.1"),
  FIREBREAK_DATA: text.default(path.join(process.cwd(), ".firebreak")),
  FIREBREAK_URL: z
    .url({ protocol: /^https?$/, error: "is not an http or https address" })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  FIREBREAK_MASTER_KEY: text.optional(),
  FIREBREAK_MASTER_KEY_FILE: text.optional(),
  FIREBREAK_PGPOOL: z.coerce.number().int().min(2).max(200).default(10),
  NEXTAUTH_SECRET: text.optional(),
  SMTP_URL: text.optional(),
  SMTP_FROM: text.default("Firebreak <firebreak@localhost>"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
})

export type Env = z.infer<typeof schema>

let cached: Env | undefined

/**
 * The only reader of the environment. Empty variables count as absent. Throws one sentence per variable that cannot
 * be used; read lazily, so that a bundle can be imported without an environment.
 */
export function env(): Env {
  if (cached) return cached
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`)
    throw new Error(`An environment variable cannot be used. ${lines.join("; ")}`)
  }
  cached = parsed.data
  return cached
}

/** For tests and for start-up code that learns its address late. */
export function setEnv(values: Partial<Record<keyof Env, string>>): void {
  Object.assign(process.env, values)
  cached = undefined
}

/** Where people reach the server, for links in mails: as set, else where it listens. */
export function publicAddress(): string {
  const { FIREBREAK_URL, HOST, PORT } = env()
  return FIREBREAK_URL ?? `http://${HOST}:${PORT}`
}
