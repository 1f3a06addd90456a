// One event stream per address for all tabs of this browser. Entries are kept for tabs that join later, so that each
// tab gets every entry after its own cursor exactly once.
const streams = new Map()
const keep = 2000
/** The server says something every 10 s; a connection that is silent for longer is dead without knowing it. */
const silentMs = 25000
/** After a refused connection (the database was away, a proxy answered instead) it is tried again this much later. */
const retryMs = 5000

self.onconnect = (event) => {
  const port = event.ports[0]
  port.onmessage = ({ data }) => (data.type === "follow" ? follow(port, data) : leave(port))
  port.start()
}

function follow(port, { address, after }) {
  leave(port)
  let stream = streams.get(address)
  if (stream && after < stream.from) {
    // This tab knows less than the stream has kept: open the stream again from where the tab stands.
    stream.source.close()
    stream.entries = []
    open(stream, after)
  }
  if (!stream) {
    stream = { address, readers: new Map(), entries: [], status: { state: "connecting", lastWordAt: null } }
    streams.set(address, stream)
    open(stream, after)
  }
  stream.readers.set(port, after)
  port.postMessage({ type: "status", status: stream.status })
  for (const entry of stream.entries) deliver(stream, port, entry)
}

function open(stream, after) {
  stream.from = after
  connect(stream, after)
}

function connect(stream, after) {
  stream.cursor = after
  stream.heardAt = Date.now()
  stream.source = new EventSource(`${stream.address}?after=${after}`)
  const heard = () => {
    stream.heardAt = Date.now()
    say(stream, { state: "live", lastWordAt: stream.heardAt })
  }
  stream.source.addEventListener("hello", heard)
  stream.source.addEventListener("beat", heard)
  stream.source.addEventListener("entry", (event) => {
    heard()
    const entry = JSON.parse(event.data)
    stream.cursor = entry.sequence
    stream.entries.push(entry)
    if (stream.entries.length > keep) {
      stream.entries.splice(0, stream.entries.length - keep)
      stream.from = stream.entries[0].sequence - 1
    }
    for (const port of stream.readers.keys()) deliver(stream, port, entry)
  })
  stream.source.addEventListener("changed", () => {
    heard()
    for (const port of stream.readers.keys()) port.postMessage({ type: "changed" })
  })
  // The server is there and its database is not: nothing new can come, and the page must not look live.
  stream.source.addEventListener("away", () => {
    stream.heardAt = Date.now()
    say(stream, { ...stream.status, state: "reconnecting" })
  })
  stream.source.addEventListener("ended", () => end(stream))
  stream.source.onerror = () => {
    const closed = stream.source.readyState === EventSource.CLOSED
    if (closed) stream.heardAt = Date.now() - silentMs + retryMs
    say(stream, { ...stream.status, state: closed ? "ended" : "reconnecting" })
  }
}

function deliver(stream, port, entry) {
  const cursor = stream.readers.get(port)
  if (cursor === undefined || entry.sequence <= cursor) return
  stream.readers.set(port, entry.sequence)
  port.postMessage({ type: "entry", entry })
}

function end(stream) {
  stream.source.close()
  say(stream, { ...stream.status, state: "ended" })
  streams.delete(stream.address)
}

function say(stream, status) {
  stream.status = status
  for (const port of stream.readers.keys()) port.postMessage({ type: "status", status })
}

function leave(port) {
  for (const stream of streams.values()) {
    if (!stream.readers.delete(port) || stream.readers.size > 0) continue
    stream.source.close()
    streams.delete(stream.address)
  }
}

setInterval(() => {
  for (const stream of streams.values()) {
    if (Date.now() - stream.heardAt < silentMs) continue
    stream.source.close()
    say(stream, { ...stream.status, state: "reconnecting" })
    connect(stream, stream.cursor)
  }
}, 5000)
