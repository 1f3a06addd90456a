import "server-only"
import { FirebreakError, invalidInput } from "@/lib/errors"
import { readBody } from "@/lib/http/read-body"

/** Levels of objects and lists in a body; ours have five. */
const deepest = 40

/**
 * The body as JSON. An empty body is `{}`.
 * Errors: media-type-not-supported, body-too-large, invalid-input.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const bytes = await readBody(request, maxBytes)
  if (bytes.length === 0) return {}
  const type = request.headers.get("content-type") ?? ""
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw new FirebreakError("media-type-not-supported", "Send the body as application/json.")
  }
  const value = parse(bytes)
  if (depthBeyond(value, deepest))
    throw invalidInput(
      `The body is nested deeper than ${deepest} levels. Nothing was changed; send it flatter.`,
    )
  return value
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    throw invalidInput("The body is not valid JSON in UTF-8. Nothing was changed; send it again, complete.")
  }
}

/** Without recursion: what is checked here would overflow the stack of whoever walks it. */
function depthBeyond(value: unknown, limit: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []))
  }
  return false
}
