import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export type ReceivedHook = {
  path: string
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** A local HTTP server that keeps what is posted to it; the path is the status it answers ("/503"), else 202. */
export async function startWebhookInbox() {
  const hooks: ReceivedHook[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const path = request.url ?? ""
      hooks.push({ path, headers: request.headers, text: Buffer.concat(chunks).toString() })
      const status = Number(/^\/(\d{3})$/.exec(path)?.[1] ?? 202)
      response.writeHead(status, status === 302 ? { location: "/stolen" } : {})
      response.end("{}")
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    hooks,
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
