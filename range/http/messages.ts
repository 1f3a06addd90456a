import type { IncomingMessage } from "node:http"

/** A request as the signature sees it: raw path and query, and every header value as it was sent. */
export interface RangeRequest {
  method: string
  rawPath: string
  rawQuery: string
  query: readonly (readonly [string, string])[]
  headers: Record<string, string>
  body: Buffer
  sourceIp: string
}

export interface RangeReply {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

const largestBody = 256 * 1024 * 1024

export async function readRequest(message: IncomingMessage): Promise<RangeRequest> {
  const [rawPath = "/", ...rest] = (message.url ?? "/").split("?")
  const rawQuery = rest.join("?")
  return {
    method: message.method ?? "GET",
    rawPath,
    rawQuery,
    query: parseQuery(rawQuery),
    headers: joinHeaders(message.rawHeaders),
    body: await readBody(message),
    sourceIp: (message.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
  }
}

/** The first value of a query parameter; "" when it is there without a value. */
export function queryValue(request: RangeRequest, name: string): string | undefined {
  return request.query.find(([key]) => key === name)?.[1]
}

export function parseQuery(raw: string): [string, string][] {
  if (raw === "") return []
  return raw.split("&").map((pair) => {
    const at = pair.indexOf("=")
    const name = at < 0 ? pair : pair.slice(0, at)
    return [decodeLoosely(name), at < 0 ? "" : decodeLoosely(pair.slice(at + 1))]
  })
}

export function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function joinHeaders(raw: readonly string[]): Record<string, string> {
  const joined: Record<string, string> = {}
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? "").toLowerCase()
    const value = (raw[i + 1] ?? "").trim().replace(/\s+/g, " ")
    joined[name] = name in joined ? `${joined[name]},${value}` : value
  }
  return joined
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message) {
    size += (chunk as Buffer).length
    if (size > largestBody) throw new Error("The range takes bodies of at most 256 MB")
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
