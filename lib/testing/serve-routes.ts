import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import type { RouteHandler } from "@/lib/http/define-route"

export type ServedRoutes = Record<string, Partial<Record<string, RouteHandler>>>

/**
 * A real HTTP server over route handlers, for programs that speak to the API from outside. Addresses hold their
 * parameters in brackets, as their folders do: "/api/incidents/[reference]".
 */
export async function serveRoutes(routes: ServedRoutes): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    const answer = await answerOf(routes, request)
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function answerOf(routes: ServedRoutes, request: IncomingMessage): Promise<Response> {
  const url = new URL(request.url ?? "/", `http://${request.headers.host}`)
  const method = request.method ?? "GET"
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  for (const [address, methods] of Object.entries(routes)) {
    const params = match(address, url.pathname)
    const handler = methods[method]
    if (!params || !handler) continue
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const)
    const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}
    return handler(new Request(url, { method, headers: Object.fromEntries(headers), ...body }), {
      params: Promise.resolve(params),
    })
  }
  return new Response("<html>No such page.</html>", { status: 404, headers: { "content-type": "text/html" } })
}

function match(address: string, pathname: string): Record<string, string> | null {
  const [wanted, given] = [address.split("/"), pathname.split("/")]
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const name = /^\[(\w+)\]$/.exec(part)?.[1]
    const value = decodeURIComponent(given[i] ?? "")
    if (name) params[name] = value
    else if (part !== value) return null
  }
  return params
}
