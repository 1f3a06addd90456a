import { z } from "zod"
import { ExitError } from "@/cli/exit-error"

const hash = z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 in hex")
const nullable = z.string().nullable()

const entry = z.object({
  incidentId: z.string(),
  sequence: z.int().min(1),
  kind: z.string(),
  occurredAt: z.string(),
  recordedAt: z.string(),
  actorKind: z.string(),
  actorId: nullable,
  actorLabel: z.string(),
  evidenceId: nullable,
  correctsSequence: z.int().nullable(),
  internal: z.boolean(),
  bodyDigest: hash,
  previousHash: hash,
  hash,
  salt: nullable,
  body: z.json(),
  redacted: z.object({ at: z.string(), by: nullable, reason: nullable }).nullable(),
})

const head = z.object({
  format: z.literal("firebreak-timeline-1", "is not firebreak-timeline-1"),
  reference: z.string(),
  exportedAt: z.string(),
  headSequence: z.int().min(0),
  headHash: z.string(),
})

const timeline = head.extend({ entries: z.array(entry) })
export type Timeline = z.output<typeof timeline>

/** A timeline as the server sends it. Throws ExitError. */
export function readTimeline(value: unknown, from: string): Timeline {
  const parsed = timeline.safeParse(value)
  if (parsed.success) return parsed.data
  const { path = [], message = "" } = parsed.error.issues[0] ?? {}
  throw new ExitError(
    "usage",
    `${from} is not a timeline of Firebreak: ${path.join(".") || "it"} ${message}.`,
  )
}

/** An export file: JSON lines (the head first, then one entry a line), or one JSON document. */
export function parseExport(text: string, from: string): Timeline {
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  try {
    const whole = lines.length > 1 ? tryParse(text) : undefined
    if (whole !== undefined) return readTimeline(whole, from)
    const [first, ...entries] = lines.map((line) => JSON.parse(line) as unknown)
    if (entries.length === 0 && typeof first === "object" && first !== null && "entries" in first)
      return readTimeline(first, from)
    return readTimeline({ ...(first as object | undefined), entries }, from)
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ExitError("usage", `${from} is not a timeline of Firebreak: it is not JSON, or was cut.`)
    throw error
  }
}

/** One line for the head and one for each entry, so that it can be read, searched and compared by line. */
export function writeExport({ entries, ...rest }: Timeline): string {
  return `${[rest, ...entries].map((line) => JSON.stringify(line)).join("\n")}\n`
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
