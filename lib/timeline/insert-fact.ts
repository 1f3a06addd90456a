import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"
import { insertFactInput } from "@/lib/timeline/schema"

/** Adds what happened earlier: it is shown at its own time, and as recorded now. */
export async function insertFact({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { text: string; occurredAt: string; internal?: boolean }
}): Promise<{ sequence: number }> {
  requirePermission(ctx.actor, "incident.note")
  const { text, occurredAt, internal } = parseInput(insertFactInput, input)
  const at = new Date(occurredAt)
  if (at > ctx.now()) throw invalidInput("occurredAt: this time is in the future. A fact has happened.")
  return transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const { sequence } = await appendEntry(tx, {
      incidentId: incident.id,
      kind: "fact.inserted",
      actor: ctx.actor,
      now: ctx.now(),
      occurredAt: at,
      body: { text },
      internal,
    })
    return { sequence }
  })
}
