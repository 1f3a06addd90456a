import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"

/** One request as the platform saw it, in its order. `effect`: whether it changed anything. */
export type PlatformCall = { at: number; method: string; thing: string; verb: string; effect: boolean }

export type TestPlatform = {
  url: string
  calls: PlatformCall[]
  things: Map<string, { on: boolean; count: number }>
  /** Does not answer the next matching write for `holdMs`, though it takes effect at once. */
  holdAnswers: (thing: string, holdMs: number) => void
  /** Answers the next `times` matching requests with `status`; nothing takes effect. */
  failNext: (thing: string, verb: string, status: number, times?: number) => void
  /** Somebody turns the thing on again after each of its next `times` offs. */
  contest: (thing: string, times: number) => void
  stop: () => Promise<void>
}

/**
 * A small platform over HTTP for tests of the engine: things that are switched off (idempotent) or counted up (not
 * idempotent). Its own record tells what was really called. A request is judged when it arrives.
 */
export async function startTestPlatform(): Promise<TestPlatform> {
  const calls: PlatformCall[] = []
  const things = new Map<string, { on: boolean; count: number }>()
  const held = new Map<string, number>()
  const contested = new Map<string, number>()
  const failing = new Map<string, { status: number; times: number }>()
  const server = createServer(async (request, response) => {
    const { thing, verb } = parse(request)
    const state = things.get(thing) ?? { on: true, count: 0 }
    things.set(thing, state)
    const failure = failing.get(`${thing} ${verb}`)
    const method = request.method ?? ""
    if (failure && failure.times > 0) {
      failure.times -= 1
      calls.push({ at: performance.now(), method, thing, verb, effect: false })
      response.writeHead(failure.status).end()
      return
    }
    const write = method === "POST"
    if (write && verb === "off") state.on = false
    if (write && verb === "on") state.on = true
    if (write && verb === "add") state.count += 1
    calls.push({ at: performance.now(), method, thing, verb, effect: write })
    const contests = contested.get(thing) ?? 0
    if (write && verb === "off" && contests > 0) {
      contested.set(thing, contests - 1)
      state.on = true
    }
    const hold = held.get(thing)
    if (write && hold !== undefined) {
      held.delete(thing)
      await new Promise((resolve) => setTimeout(resolve, hold))
    }
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(state))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    things,
    holdAnswers: (thing, holdMs) => void held.set(thing, holdMs),
    failNext: (thing, verb, status, times = 1) => void failing.set(`${thing} ${verb}`, { status, times }),
    contest: (thing, times) => void contested.set(thing, times),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function parse(request: IncomingMessage): { thing: string; verb: string } {
  const [, thing = "", verb = "read"] = (request.url ?? "").split("/")
  return { thing: decodeURIComponent(thing), verb }
}
