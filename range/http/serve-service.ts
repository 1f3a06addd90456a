import type { IncomingMessage, ServerResponse } from "node:http"
import { answerCall } from "../aws/answer-call.ts"
import type { WireService } from "../aws/wire-service.ts"
import type { World } from "../aws/world.ts"
import { readRequest } from "./messages.ts"

/** The request listener of one AWS service. */
export function serveService(world: World, service: WireService, busy: () => void) {
  return (message: IncomingMessage, response: ServerResponse): void => {
    busy()
    respond(world, service, message, response).catch((error: unknown) => {
      if (!response.destroyed) message.socket.destroy()
      if ((error as NodeJS.ErrnoException).code !== "ECONNRESET") console.error("range:", error)
    })
  }
}

async function respond(
  world: World,
  service: WireService,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await answerCall(world, service, await readRequest(message))
  if (answer === "hang") return
  if (answer === "reset") {
    message.socket.resetAndDestroy()
    return
  }
  const body = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body
  const bodiless = answer.status === 204 || answer.status === 304
  response.writeHead(answer.status, {
    date: new Date(world.clock.now()).toUTCString(),
    server: "Firebreak-Range",
    ...(bodiless ? {} : { "content-length": String(body.length) }),
    ...answer.headers,
  })
  response.end(message.method === "HEAD" || bodiless ? undefined : body)
}
