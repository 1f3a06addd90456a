import { createServer, type IncomingMessage } from "node:http"
import next from "next"
import { createSetupLink } from "@/lib/auth/create-setup-link"
import { database } from "@/lib/db/client"
import { handleStream } from "@/lib/http/event-stream"
import { paths } from "@/lib/paths"
import { readSettings } from "@/server/read-settings"

/** Headers that only we may set: a client's own would speak for us. */
const ours = ["content-security-policy", "x-nonce", "x-firebreak-address", "x-firebreak-path"]

const { HOST: hostname, PORT: port, FIREBREAK_URL, NODE_ENV } = readSettings()
const app = next({ dev: NODE_ENV === "development", dir: process.cwd(), hostname, port })
await app.prepare()
const handle = app.getRequestHandler()

const server = createServer((request, response) => {
  clean(request)
  if (request.headers["next-action"] !== undefined) {
    response.writeHead(404).end()
    return
  }
  handleStream(request, response)
    .then((taken) => (taken ? undefined : handle(request, response)))
    .catch(() => {
      if (response.headersSent) response.end()
      else response.writeHead(500).end()
    })
})

function clean(request: IncomingMessage): void {
  for (const name of ours) delete request.headers[name]
  request.headers["x-firebreak-address"] = request.socket.remoteAddress ?? ""
}

// Only the development server has one: it tells open pages that their code changed.
if (NODE_ENV === "development") server.on("upgrade", app.getUpgradeHandler())

server.listen(port, hostname, () => void announce())

async function announce(): Promise<void> {
  const address = FIREBREAK_URL ?? `http://${hostname}:${port}`
  console.log(`\nFirebreak is ready: ${address}`)
  try {
    const token = await createSetupLink({ db: database(), now: new Date() })
    if (token) console.log(`Create the first account (once, within 24 h): ${address}${paths.setup(token)}\n`)
  } catch {
    console.error("The set-up link could not be made: the database does not answer. Restart to get one.")
  }
}

// "disconnect": whoever started us is gone.
for (const end of ["SIGTERM", "SIGINT", "disconnect"] as const) {
  process.once(end, () => {
    server.close(() => process.exit(0))
    // Streams never end by themselves; browsers connect again.
    setTimeout(() => server.closeAllConnections(), 500).unref()
    setTimeout(() => process.exit(0), 5_000).unref()
  })
}
