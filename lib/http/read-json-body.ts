import "server-only"
import { FirebreakError, invalidInput } from "@/lib/errors"

/**
 * The body as JSON, read in pieces so that a huge one is refused before it fills memory. An empty body is `{}`.
 * Errors: media-type-not-supported, body-too-large, invalid-input.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const declared = Number(request.headers.get("content-length") ?? 0)
  if (declared > maxBytes) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of streamOf(request)) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  if (size === 0) return {}
  const type = request.headers.get("content-type") ?? ""
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw new FirebreakError("media-type-not-supported", "Send the body as application/json.")
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)))
  } catch {
    throw invalidInput("The body is not valid JSON in UTF-8. Nothing was changed; send it again, complete.")
  }
}

async function* streamOf(request: Request): AsyncGenerator<Uint8Array> {
  if (!request.body) return
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

function tooLarge(maxBytes: number): FirebreakError {
  return new FirebreakError(
    "body-too-large",
    `The body is larger than ${Math.floor(maxBytes / 1024)} KiB. Shorten it; nothing was changed.`,
  )
}
