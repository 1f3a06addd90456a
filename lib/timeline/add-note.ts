import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"
import { addNoteInput } from "@/lib/timeline/schema"

/** Adds a Markdown note; an internal one never reaches the live page. */
export async function addNote({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { text: string; internal?: boolean }
}): Promise<{ sequence: number }> {
  requirePermission(ctx.actor, "incident.note")
  const { text, internal } = parseInput(addNoteInput, input)
  return transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const { sequence } = await appendEntry(tx, {
      incidentId: incident.id,
      kind: "note.added",
      actor: ctx.actor,
      now: ctx.now(),
      body: { text },
      internal,
    })
    return { sequence }
  })
}
