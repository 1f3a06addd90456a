import "server-only"
import { randomUUIDv7 } from "node:crypto"
import { recordActivity } from "@/lib/activity/record-activity"
import { actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import { readConnection } from "@/lib/connections/data"
import { secretOwner } from "@/lib/connections/open-connection"
import { parseAccess, refuseRangeAddress } from "@/lib/connections/parse-access"
import { refuseTakenName } from "@/lib/connections/refuse-taken-name"
import {
  type ConnectionDto,
  type CreateConnectionInput,
  createConnectionSchema,
} from "@/lib/connections/schema"
import type { JsonObject } from "@/lib/connectors/contract"
import { findConnector } from "@/lib/connectors/handlers"
import type { Context } from "@/lib/context"
import type { Prisma } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { seal } from "@/lib/secrets/seal"

/**
 * Stores an access to one account. Always a real one: practice connections come with a drill. The secret is sealed
 * before it reaches the database and is never read back out. Errors: not-permitted, invalid-input.
 */
export async function createConnection({
  ctx,
  input,
}: {
  ctx: Context
  input: CreateConnectionInput
}): Promise<ConnectionDto> {
  requirePermission(ctx.actor, "connection.edit")
  const { name, connector, config, secret } = parseInput(createConnectionSchema, input)
  const found = findConnector(connector)
  if (!found) throw invalidInput(`connector: no connector is installed for ${connector}.`)
  const given: JsonObject | null = secret ?? null
  const access = parseAccess(found, { config, secret: given })
  if (access.needsSecret && access.secret === null)
    throw invalidInput("This way of signing in needs a secret.", [
      { path: "secret", message: "Write the secret access key" },
    ])
  const id = randomUUIDv7()
  const stored = access.needsSecret ? access.secret : null
  await transaction(ctx.db, async (tx) => {
    await refuseTakenName(tx, { name, except: null })
    await refuseRangeAddress(tx, access.config)
    await tx.connection.create({
      data: {
        id,
        name,
        connector,
        isRange: false,
        config: access.config as Prisma.InputJsonObject,
        secretSealed: stored ? seal(JSON.stringify(stored), secretOwner(id)) : null,
        createdById: actorUserId(ctx.actor),
        createdAt: ctx.now(),
      },
    })
    await recordActivity(tx, {
      kind: "connection.created",
      actor: ctx.actor,
      subject: `connection/${id}`,
      detail: { name, connector, mode: String(access.config.mode ?? ""), hasSecret: stored !== null },
      now: ctx.now(),
    })
  })
  return readConnection({ ctx, id })
}
