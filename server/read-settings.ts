import { type Env, env } from "@/lib/env"

/** Tells whoever started us that starting again is no use. */
const unusable = 78

/** The environment, or the end of the process with one sentence. */
export function readSettings(): Env {
  try {
    return env()
  } catch (error) {
    console.error(`\nFirebreak: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(unusable)
  }
}
