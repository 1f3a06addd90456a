import "server-only"

type Outgoing = {
  protocol: string
  hostname: string
  port?: number
  path: string
  method: string
  headers: Record<string, string>
  query?: Record<string, string | string[] | null>
  body?: unknown
}

/** Sends the SDK's requests through a given `fetch` instead of the SDK's own sockets. */
export function fetchHandler(send: typeof globalThis.fetch, timeoutMs: number) {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    destroy: () => undefined,
    handle: async (request: Outgoing, options: { abortSignal?: unknown } = {}) => {
      const signals = [AbortSignal.timeout(timeoutMs)]
      if (options.abortSignal instanceof AbortSignal) signals.push(options.abortSignal)
      const answer = await send(addressOf(request), {
        method: request.method,
        headers: request.headers,
        signal: AbortSignal.any(signals),
        redirect: "manual",
        ...(request.body === undefined || request.method === "GET" ? {} : { body: request.body as BodyInit }),
      })
      return {
        response: {
          statusCode: answer.status,
          reason: answer.statusText,
          headers: Object.fromEntries(answer.headers.entries()),
          body: answer.body ?? new ReadableStream({ start: (c) => c.close() }),
        },
      }
    },
  }
}

function addressOf(request: Outgoing): string {
  const query = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((v) => (v === null ? encode(name) : `${encode(name)}=${encode(v)}`)),
  )
  const port = request.port ? `:${request.port}` : ""
  return `${request.protocol}//${request.hostname}${port}${request.path}${query.length ? `?${query.join("&")}` : ""}`
}

/** As the signature counts it: everything but letters, digits and -_.~ is escaped. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
