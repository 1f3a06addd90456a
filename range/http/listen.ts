import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"

export interface Listening {
  port: number
  close(): Promise<void>
}

/** An HTTP server on a free port of `host`. Closing it cuts what is still open. */
export async function listen(host: string, handler: RequestListener): Promise<Listening> {
  const server: Server = createServer({ keepAliveTimeout: 60_000, maxHeaderSize: 64 * 1024 }, handler)
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
