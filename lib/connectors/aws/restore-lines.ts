import { z } from "zod"
import type { ConnectorContext } from "../contract"

/** What is to be done with one key, as the step's snapshot keeps it. */
const planLine = z.object({
  key: z.string(),
  step: z.enum(["copy", "add_marker", "remove_markers", "none"]),
  /** The version that is to show; "" where the key is to be absent. */
  want: z.string(),
  etag: z.string(),
  size: z.number(),
  /** The newest entry when it was looked at: a write goes through only while it still is. */
  current: z.string(),
  currentKind: z.enum(["object", "marker"]),
  currentEtag: z.string(),
  markers: z.array(z.string()),
})
export type PlanLine = z.infer<typeof planLine>

/** What was done with one key, as the receipt keeps it. */
const doneLine = planLine.extend({
  outcome: z.enum(["restored", "fine", "kept", "failed"]),
  /** The version or marker that we made; absent where none was. */
  created: z.string().optional(),
  message: z.string().optional(),
})
export type DoneLine = z.infer<typeof doneLine>

/** Lists are evidence: one JSON line per key, named by their SHA-256. */
export async function keepLines(
  ctx: ConnectorContext,
  { name, origin, lines }: { name: string; origin: string; lines: readonly (PlanLine | DoneLine)[] },
): Promise<string> {
  return ctx.evidence.put({
    name,
    mediaType: "application/x-ndjson",
    origin,
    bytes: new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join("")),
  })
}

export async function readPlanLines(ctx: ConnectorContext, sha256: string): Promise<PlanLine[]> {
  return (await readLines(ctx, sha256)).map((line) => planLine.parse(line))
}

export async function readDoneLines(ctx: ConnectorContext, sha256: string): Promise<DoneLine[]> {
  return (await readLines(ctx, sha256)).map((line) => doneLine.parse(line))
}

async function readLines(ctx: ConnectorContext, sha256: string): Promise<unknown[]> {
  const text = new TextDecoder().decode(await ctx.evidence.get(sha256))
  return text.split("\n").flatMap((line): unknown[] => (line === "" ? [] : [JSON.parse(line)]))
}
