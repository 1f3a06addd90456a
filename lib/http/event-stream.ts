import "server-only"
import type { IncomingMessage, ServerResponse } from "node:http"
import { setTimeout as wait } from "node:timers/promises"
import { refusal } from "@/lib/auth/policy"
import { readActor, readPerson } from "@/lib/auth/read-actor"
import { requirePermission } from "@/lib/auth/require-permission"
import { database, databaseUrl } from "@/lib/db/client"
import type { PrismaClient } from "@/lib/db/generated/client"
import { FirebreakError, invalidInput, notFound } from "@/lib/errors"
import { toProblem } from "@/lib/http/problem"
import { findLiveLink } from "@/lib/live/find-live-link"
import { followTimeline } from "@/lib/live/follow-timeline"
import { liveEntry } from "@/lib/live/live-entry"
import { startTimelineBus, type TimelineBus } from "@/lib/live/timeline-bus"
import type { TimelineEntryDto } from "@/lib/timeline/schema"

/** A revoked session or link loses its stream within this time, ms. */
const recheckMs = 3_000
const heartbeatMs = 10_000

type Opened = {
  incidentId: string
  /** What the reader may do, as a word that changes with it; null when nothing any more. Asked every few seconds. */
  standing: () => Promise<string | null>
  /** The standing with which the stream was opened. */
  first: string
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
  const [path = "", query = ""] = (request.url ?? "").split("?", 2)
  const signedIn = /^\/api\/incidents\/((?:INC|DRILL)-[1-9]\d{0,8})\/stream$/i.exec(path)
  const live = /^\/api\/live\/([A-Za-z0-9_-]{43})\/stream$/.exec(path)
  if (!signedIn && !live) return false
  try {
    if (request.method !== "GET") throw new FirebreakError("method-not-allowed", "A stream is read with GET.")
    const opened = signedIn
      ? await openForPerson(db, request, signedIn[1] ?? "")
      : await openForLink(db, live?.[1] ?? "")
    const after = cursorOf(request, new URLSearchParams(query))
    await stream(response, opened, db, bus ?? sharedBus(), after)
  } catch (error) {
    if (response.headersSent) response.end()
    else answerProblem(response, error)
  }
  return true
}

function sharedBus(): TimelineBus {
  shared ??= startTimelineBus(databaseUrl())
  return shared
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
    first: actor.kind === "system" ? "" : actor.role,
    standing: async () => {
      const again =
        actor.kind === "person"
          ? await readPerson(db, actor.sessionId, new Date())
          : await readActor(db, headers, new Date())
      return again && again.kind !== "system" && refusal(again, "incident.read") === null ? again.role : null
    },
    show: (entry) => entry,
  }
}

async function openForLink(db: PrismaClient, token: string): Promise<Opened> {
  const link = await findLiveLink(db, token)
  if (!link) throw notFound("This live link does not exist or was revoked. Ask the commander for a new one.")
  return {
    incidentId: link.incidentId,
    first: "reader",
    standing: async () => ((await findLiveLink(db, token)) ? "reader" : null),
    show: liveEntry,
  }
}

async function stream(
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
  response.on("close", () => gone.abort())
  response.on("error", () => gone.abort())
  // Whoever left while we looked things up has closed already: nothing would ever end this stream.
  if (response.destroyed || response.socket?.destroyed !== false) return
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    connection: "keep-alive",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
  })
  response.write(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ head: head.headSequence })}\n\n`)
  // An event and not a comment: readers tell by it that a silent stream is still one. A reader who takes nothing gets
  // none: they would pile up.
  const tell = (event: "beat" | "away") => {
    if (!response.writableNeedDrain && !gone.signal.aborted) response.write(`event: ${event}\ndata: {}\n\n`)
  }
  const { check, isAway } = checkStanding(opened, response, gone, tell)
  const recheck = setInterval(() => void check(), recheckMs)
  const heartbeat = setInterval(() => isAway() || tell("beat"), heartbeatMs)
  try {
    for await (const followed of followTimeline({
      db,
      bus,
      incidentId: opened.incidentId,
      // A cursor beyond the head is from another time (a database that was put back): it would wait for ever.
      after: Math.min(after ?? head.headSequence, head.headSequence),
      signal: gone.signal,
    })) {
      if (followed.type !== "entry") continue
      // A revoked link ends with its revocation, not a few seconds later.
      if (followed.entry.kind === "live_link.revoked" || followed.entry.kind === "live_link.created")
        await check()
      if (gone.signal.aborted) break
      const shown = opened.show(followed.entry)
      // Something that this reader does not see may still change what they see: a redaction, an acknowledgement.
      const event = shown === null ? "changed" : "entry"
      await write(
        response,
        `event: ${event}\nid: ${followed.entry.sequence}\ndata: ${JSON.stringify(shown ?? {})}\n\n`,
        gone.signal,
      )
    }
  } finally {
    clearInterval(recheck)
    clearInterval(heartbeat)
    response.end()
  }
}

/**
 * Ends the stream of a reader who may not read any more; tells one whose role changed to read again. While the database
 * does not answer nothing new can come: the reader is told that, and when it is back.
 */
function checkStanding(
  opened: Opened,
  response: ServerResponse,
  gone: AbortController,
  tell: (event: "beat" | "away") => void,
): { check: () => Promise<void>; isAway: () => boolean } {
  let last = opened.first
  let away = false
  const check = async () => {
    // A database that is away says nothing about the session: the stream stays, and asks again.
    // One that hangs does not even say no.
    const patience = wait(recheckMs, undefined, { ref: false })
    const standing = await Promise.race([opened.standing(), patience]).catch(() => undefined)
    if (gone.signal.aborted) return
    if (standing === undefined) {
      away = true
      tell("away")
      return
    }
    if (standing === null) {
      response.write("event: ended\ndata: {}\n\n")
      gone.abort()
      return
    }
    if (away) tell("beat")
    away = false
    if (last !== standing) response.write("event: changed\ndata: {}\n\n")
    last = standing
  }
  return { check, isAway: () => away }
}

/** Waits for a slow reader instead of piling entries up in memory. */
async function write(response: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
  if (response.write(text) || signal.aborted) return
  await new Promise<void>((resolve) => {
    const go = () => {
      response.off("drain", go)
      signal.removeEventListener("abort", go)
      resolve()
    }
    response.on("drain", go)
    signal.addEventListener("abort", go)
  })
}

/** `Last-Event-ID` of a reconnect, else `?after=`; null means: from now on. Throws invalid-input. */
function cursorOf(request: IncomingMessage, query: URLSearchParams): number | null {
  const given = request.headers["last-event-id"] || query.get("after")
  if (given === null) return null
  if (typeof given !== "string" || !/^\d{1,15}$/.test(given))
    throw invalidInput("after: is not the number of a timeline entry. Leave it out to follow from now on.")
  return Number(given)
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
