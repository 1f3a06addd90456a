import "server-only"
import type { Context } from "@/lib/context"
import { csvLine } from "@/lib/csv"
import type { EvidenceFolder } from "@/lib/evidence/evidence-folder"
import { filesOf, findIncident } from "./data"
import { eachEffect } from "./query-effects"
import type { EffectDto, EffectsQuery } from "./schema"

/** Columns of the export, in order. */
const columns = [
  "occurredAt",
  "action",
  "outcome",
  "errorCode",
  "errorMessage",
  "grade",
  "gradeReason",
  "identity",
  "resource",
  "resourceType",
  "resourceName",
  "item",
  "region",
  "source",
  "userAgent",
  "agentMark",
  "sourceAddress",
  "requestId",
  "eventId",
  "evidenceSha256",
  "readOnly",
] as const satisfies readonly (keyof EffectDto)[]

/** All effects of a filter as a CSV download, oldest first; page and limit of the filter do not count. */
export async function exportEffects({
  ctx,
  reference,
  query,
  folder,
}: {
  ctx: Context
  reference: string
  query: EffectsQuery
  folder?: EvidenceFolder
}): Promise<Response> {
  const incident = await findIncident(ctx, reference)
  const files = await filesOf(ctx, incident, folder)
  const chunks = csvChunks(files, query)
  // The first chunk before the answer: a file that cannot be read is an error, not a short download.
  const first = await chunks.next()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (!first.done) controller.enqueue(encoder.encode(first.value))
    },
    async pull(controller) {
      const next = await chunks.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${reference}-effects.csv"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  })
}

async function* csvChunks(files: readonly string[], query: EffectsQuery): AsyncGenerator<string, undefined> {
  let head = csvLine(columns)
  for await (const rows of eachEffect(files, query)) {
    yield head + rows.map((row) => csvLine(columns.map((column) => row[column]))).join("")
    head = ""
  }
  if (head) yield head
  return undefined
}
