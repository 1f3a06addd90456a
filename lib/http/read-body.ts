import "server-only"
import { FirebreakError } from "@/lib/errors"

/** The body's bytes, read in pieces so that a huge one is refused before it fills memory. Throws body-too-large. */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers.get("content-length") ?? 0)
  if (declared > maxBytes) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of streamOf(request)) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
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
