import "server-only"
import { createHash } from "node:crypto"
import { actorId } from "@/lib/actor"
import type { Context } from "@/lib/context"
import { invalidInput } from "@/lib/errors"
import { readIncident } from "@/lib/incidents/data"
import { declareIncident } from "@/lib/incidents/declare-incident"
import type { DeclareInput, IncidentDto } from "@/lib/incidents/schema"

/**
 * Declares once per Idempotency-Key and actor: a repeated request (lost answer, impatient script) returns the first
 * incident instead of opening a second. Without a key every request declares.
 */
export async function declareOnce({
  ctx,
  input,
  key,
}: {
  ctx: Context
  input: DeclareInput
  key: string | null
}): Promise<IncidentDto> {
  if (key === null) return declareIncident({ ctx, input })
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw invalidInput("The Idempotency-Key header must be 1 to 200 visible ASCII characters.")
  }
  const name = `declare:${createHash("sha256")
    .update(`${actorId(ctx.actor)}\n${key}`)
    .digest("hex")}`
  const known = await ctx.db.setting.findUnique({ where: { key: name } })
  if (known) return readIncident({ ctx, reference: String(known.value) })
  const incident = await declareIncident({ ctx, input, idempotencyKey: name })
  return incident
}
