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
  let stopOwn: (() => void) | null = null
  worker.onerror = () => {
    stopOwn ??= own(address, after, receive)
  }
  worker.port.onmessage = (event: MessageEvent<LiveMessage>) => receive(event.data)
  worker.port.start()
  worker.port.postMessage({ type: "follow", address, after })
  const leave = () => worker.port.postMessage({ type: "leave" })
  addEventListener("pagehide", leave)
  return () => {
    removeEventListener("pagehide", leave)
    stopOwn?.()
    leave()
    worker.port.close()
  }
}

function own(address: string, after: number, receive: (message: LiveMessage) => void): () => void {
  const source = new EventSource(`${address}?after=${after}`)
  let lastWordAt: number | null = null
  const say = (state: LiveState) => receive({ type: "status", status: { state, lastWordAt } })
  const heard = () => {
    lastWordAt = Date.now()
    say("live")
  }
  say("connecting")
  source.addEventListener("hello", heard)
  source.addEventListener("entry", (event) => {
    heard()
    receive({ type: "entry", entry: JSON.parse((event as MessageEvent<string>).data) })
  })
  source.addEventListener("changed", () => {
    heard()
    receive({ type: "changed" })
  })
  source.addEventListener("ended", () => {
    source.close()
    say("ended")
  })
  source.onerror = () => say(source.readyState === EventSource.CLOSED ? "ended" : "reconnecting")
  return () => source.close()
}
