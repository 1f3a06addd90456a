/**
 * The browser's end of the live stream. All tabs of a browser share one stream through a shared worker (HTTP/1.1
 * allows six connections per host); without shared workers each tab opens its own.
 */

export type LiveState = "connecting" | "live" | "reconnecting" | "ended"

export type LiveStatus = {
  state: LiveState
  /** When the stream last said anything, ms since 1970; null before the first word. */
  lastWordAt: number | null
}

export type LiveMessage =
  | { type: "entry"; entry: unknown }
  | { type: "status"; status: LiveStatus }
  | { type: "changed" }

/**
 * Follows one stream address. `onEntry` gets each entry once and in order; `onChanged` is called when something that is
 * not an entry for this reader made the page stale (their role, a redaction). Returns the way to stop.
 */
export function subscribe(
  address: string,
  after: number,
  onEntry: (entry: unknown) => void,
  onStatus: (status: LiveStatus) => void,
  onChanged: () => void,
): () => void {
  const receive = (message: LiveMessage) => {
    if (message.type === "entry") onEntry(message.entry)
    else if (message.type === "status") onStatus(message.status)
    else onChanged()
  }
  return typeof SharedWorker === "undefined" ? own(address, after, receive) : shared(address, after, receive)
}

function shared(address: string, after: number, receive: (message: LiveMessage) => void): () => void {
  const worker = new SharedWorker("/live-worker.js", { name: "firebreak-live" })
  let cursor = after
  let stopOwn: (() => void) | null = null
  worker.onerror = () => {
    stopOwn ??= own(address, cursor, receive)
  }
  worker.port.onmessage = ({ data }: MessageEvent<LiveMessage>) => {
    if (data.type === "entry") cursor = sequenceOf(data.entry) ?? cursor
    receive(data)
  }
  worker.port.start()
  const follow = () => worker.port.postMessage({ type: "follow", address, after: cursor })
  const leave = () => worker.port.postMessage({ type: "leave" })
  // A page that comes back from the browser's memory follows again from where it stood.
  const comeBack = (event: PageTransitionEvent) => event.persisted && follow()
  follow()
  addEventListener("pagehide", leave)
  addEventListener("pageshow", comeBack)
  return () => {
    removeEventListener("pagehide", leave)
    removeEventListener("pageshow", comeBack)
    stopOwn?.()
    leave()
    worker.port.close()
  }
}

/** The server says something every 10 s; a connection that is silent for longer is dead without knowing it. */
const silentMs = 25_000
/** After a refused connection (the database was away, a proxy answered instead) it is tried again this much later. */
const retryMs = 5_000

function own(address: string, after: number, receive: (message: LiveMessage) => void): () => void {
  let cursor = after
  let heardAt = Date.now()
  let lastWordAt: number | null = null
  let source: EventSource
  const say = (state: LiveState) => receive({ type: "status", status: { state, lastWordAt } })
  const heard = () => {
    heardAt = Date.now()
    lastWordAt = heardAt
    say("live")
  }
  const end = () => {
    clearInterval(watch)
    source.close()
  }
  const connect = () => {
    heardAt = Date.now()
    source = new EventSource(`${address}?after=${cursor}`)
    source.addEventListener("hello", heard)
    source.addEventListener("beat", heard)
    source.addEventListener("entry", ({ data }: MessageEvent<string>) => {
      heard()
      const entry: unknown = JSON.parse(data)
      cursor = sequenceOf(entry) ?? cursor
      receive({ type: "entry", entry })
    })
    source.addEventListener("changed", () => {
      heard()
      receive({ type: "changed" })
    })
    // The server is there and its database is not: nothing new can come, and the page must not look live.
    source.addEventListener("away", () => {
      heardAt = Date.now()
      say("reconnecting")
    })
    source.addEventListener("ended", () => {
      end()
      say("ended")
    })
    source.onerror = () => {
      const closed = source.readyState === EventSource.CLOSED
      if (closed) heardAt = Date.now() - silentMs + retryMs
      say(closed ? "ended" : "reconnecting")
    }
  }
  const watch = setInterval(() => {
    if (Date.now() - heardAt < silentMs) return
    source.close()
    say("reconnecting")
    connect()
  }, 5_000)
  say("connecting")
  connect()
  return end
}

function sequenceOf(entry: unknown): number | null {
  return typeof entry === "object" &&
    entry !== null &&
    "sequence" in entry &&
    typeof entry.sequence === "number"
    ? entry.sequence
    : null
}
