import "server-only"
import type { IncomingMessage, ServerResponse } from "node:http"
import { readActor, readPerson } from "@/lib/auth/read-actor"
import { requirePermission } from "@/lib/auth/require-permission"
import { database, databaseUrl } from "@/lib/db/client"
import type { PrismaClient } from "@/lib/db/generated/client"
import { FirebreakError, notFound } from "@/lib/errors"
import { toProblem } from "@/lib/http/problem"
import { findLiveLink } from "@/lib/live/find-live-link"
import { followTimeline } from "@/lib/live/follow-timeline"
import { liveEntry } from "@/lib/live/live-entry"
import { startTimelineBus, type TimelineBus } from "@/lib/live/timeline-bus"
import type { TimelineEntryDto } from "@/lib/timeline/schema"

/** A revoked session or link loses its stream within this time, ms. */
const recheckMs = 4_000
const heartbeatMs = 15_000

type Opened = {
  incidentId: string
  /** Whether the reader may still read; asked every few seconds. */
  allowed: () => Promise<boolean>
  show: (entry: TimelineEntryDto) => unknown | null
}

let shared: TimelineBus | undefined

/**
 * Answers the two stream addresses and says true; anything else is left to Next. Whatever can fail (sign-in, unknown
 * incident) fails before the stream starts, as problem+json.
 */
export async function handleStream(
  request: IncomingMessage,
  response: ServerResponse,
  { db = database(), bus }: { db?: PrismaClient; bus?: TimelineBus } = {},
): Promise<boolean> {
  const url = new URL(request.url ?? "/", "http://localhost")
  const signedIn = /^\/api\/incidents\/((?:INC|DRILL)-\d+)\/stream$/i.exec(url.pathname)
  const live = /^\/api\/live\/([A-Za-z0-9_-]{43})\/stream$/.exec(url.pathname)
  if (!signedIn && !live) return false
  try {
    if (request.method !== "GET") throw new FirebreakError("method-not-allowed", "A stream is read with GET.")
    const opened = signedIn
      ? await openForPerson(db, request, signedIn[1] ?? "")
      : await openForLink(db, live?.[1] ?? "")
    shared ??= bus ?? startTimelineBus(databaseUrl())
    await stream(request, response, opened, db, bus ?? shared, cursorOf(request, url))
  } catch (error) {
    if (response.headersSent) response.end()
    else answerProblem(response, error)
  }
  return true
}

async function openForPerson(db: PrismaClient, request: IncomingMessage, reference: string): Promise<Opened> {
  const headers = toHeaders(request)
  const actor = await readActor(db, headers, new Date())
  if (!actor)
    throw new FirebreakError(
      "not-signed-in",
      "There is no valid session or token on this request. Sign in again.",
    )
  requirePermission(actor, "incident.read")
  const incident = await db.incident.findUnique({
    where: { reference: reference.toUpperCase() },
    select: { id: true },
  })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  return {
    incidentId: incident.id,
    allowed: async () =>
      actor.kind === "person"
        ? (await readPerson(db, actor.sessionId, new Date())) !== null
        : (await readActor(db, headers, new Date())) !== null,
    show: (entry) => entry,
  }
}

async function openForLink(db: PrismaClient, token: string): Promise<Opened> {
  const link = await findLiveLink(db, token)
  if (!link) throw notFound("This live link does not exist or was revoked. Ask the commander for a new one.")
  return {
    incidentId: link.incidentId,
    allowed: async () => (await findLiveLink(db, token)) !== null,
    show: liveEntry,
  }
}

async function stream(
  request: IncomingMessage,
  response: ServerResponse,
  opened: Opened,
  db: PrismaClient,
  bus: TimelineBus,
  after: number | null,
): Promise<void> {
  const head = await db.incident.findUniqueOrThrow({
    where: { id: opened.incidentId },
    select: { headSequence: true },
  })
  const gone = new AbortController()
  request.on("close", () => gone.abort())
  response.on("error", () => gone.abort())
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    connection: "keep-alive",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
  })
  response.write(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ head: head.headSequence })}\n\n`)
  const recheck = setInterval(() => void checkAllowed(opened, response, gone), recheckMs)
  const heartbeat = setInterval(() => response.write(": still here\n\n"), heartbeatMs)
  try {
    for await (const followed of followTimeline({
      db,
      bus,
      incidentId: opened.incidentId,
      after: after ?? head.headSequence,
      signal: gone.signal,
    })) {
      if (followed.type !== "entry") continue
      const shown = opened.show(followed.entry)
      if (shown === null) continue
      await write(
        response,
        `event: entry\nid: ${followed.entry.sequence}\ndata: ${JSON.stringify(shown)}\n\n`,
        gone.signal,
      )
    }
  } finally {
    clearInterval(recheck)
    clearInterval(heartbeat)
    response.end()
  }
}

async function checkAllowed(opened: Opened, response: ServerResponse, gone: AbortController): Promise<void> {
  // A database that is away says nothing about the session: the stream stays, and asks again.
  const allowed = await opened.allowed().catch(() => true)
  if (allowed || gone.signal.aborted) return
  response.write("event: ended\ndata: {}\n\n")
  gone.abort()
}

/** Waits for a slow reader instead of piling entries up in memory. */
async function write(response: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
  if (response.write(text) || signal.aborted) return
  await new Promise<void>((resolve) => {
    response.once("drain", resolve)
    signal.addEventListener("abort", () => resolve(), { once: true })
  })
}

/** `Last-Event-ID` of a reconnect, else `?after=`; null means: from now on. */
function cursorOf(request: IncomingMessage, url: URL): number | null {
  const given = request.headers["last-event-id"] ?? url.searchParams.get("after")
  const sequence = Number(given)
  return given !== null && given !== "" && Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : null
}

function toHeaders(request: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value)
  }
  return headers
}

function answerProblem(response: ServerResponse, error: unknown): void {
  const problem = toProblem(error)
  response.writeHead(problem.status, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  })
  response.end(JSON.stringify(problem))
}
