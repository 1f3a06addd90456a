import http from "node:http"

export type StreamEvent = { event: string; id: number | null; data: Record<string, unknown> }

export type FollowedStream = {
  status: number
  headers: http.IncomingHttpHeaders
  /** What arrived so far, in order. */
  events: StreamEvent[]
  /** Sequences of the entries that arrived, in order. */
  sequences: () => number[]
  /** The whole text, when it was no stream. */
  text: () => string
  ended: () => boolean
  pause: () => void
  resume: () => void
  close: () => void
}

/** Reads an event stream as a browser would, from a connection of its own. Resolves when the head of the answer is there. */
export function followStream(
  url: string,
  { headers = {}, method = "GET" }: { headers?: Record<string, string>; method?: string } = {},
): Promise<FollowedStream> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { headers, method, agent: false }, (response) => {
      const events: StreamEvent[] = []
      let [text, rest, ended] = ["", "", false]
      response.setEncoding("utf8")
      response.on("data", (chunk: string) => {
        text = (text + chunk).slice(0, 10_000)
        const blocks = (rest + chunk).split("\n\n")
        rest = blocks.pop() ?? ""
        events.push(...blocks.flatMap((block) => parseBlock(block) ?? []))
      })
      response.on("close", () => {
        ended = true
      })
      response.on("error", () => undefined)
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        events,
        sequences: () => events.flatMap((one) => (one.event === "entry" && one.id !== null ? [one.id] : [])),
        text: () => text,
        ended: () => ended,
        pause: () => void response.pause(),
        resume: () => void response.resume(),
        close: () => request.destroy(),
      })
    })
    request.on("error", reject)
    request.end()
  })
}

function parseBlock(block: string): StreamEvent | null {
  const fields = new Map(
    block.split("\n").flatMap((line): [string, string][] => {
      const at = line.indexOf(": ")
      return at > 0 ? [[line.slice(0, at), line.slice(at + 2)]] : []
    }),
  )
  const event = fields.get("event")
  if (event === undefined) return null
  return {
    event,
    id: fields.has("id") ? Number(fields.get("id")) : null,
    data: JSON.parse(fields.get("data") ?? "{}") as Record<string, unknown>,
  }
}
