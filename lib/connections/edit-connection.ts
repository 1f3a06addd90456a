import "server-only"
import { isDeepStrictEqual } from "node:util"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import { readConnection } from "@/lib/connections/data"
import { changedMeanwhile, loadOwnConnection } from "@/lib/connections/load-connection"
import { secretOwner } from "@/lib/connections/open-connection"
import { parseAccess, refuseRangeAddress } from "@/lib/connections/parse-access"
import { refuseTakenName } from "@/lib/connections/refuse-taken-name"
import { type ConnectionDto, type EditConnectionInput, editConnectionSchema } from "@/lib/connections/schema"
import type { JsonObject } from "@/lib/connectors/contract"
import { findConnector } from "@/lib/connectors/handlers"
import type { Context } from "@/lib/context"
import { Prisma } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { seal } from "@/lib/secrets/seal"

/**
 * Changes a connection. An absent secret keeps the stored one, null removes it; one that the new way of signing in does
 * not need is removed. Changed access voids the last check: it proved something else. Errors: not-permitted,
 * invalid-input, not-found, precondition-failed, conflict.
 */
export async function editConnection({
  ctx,
  id,
  input,
}: {
  ctx: Context
  id: string
  input: EditConnectionInput
}): Promise<ConnectionDto> {
  requirePermission(ctx.actor, "connection.edit")
  const { version, name, config, secret } = parseInput(editConnectionSchema, input)
  await transaction(ctx.db, async (tx) => {
    const row = await loadOwnConnection(tx, { id, version })
    const connector = findConnector(row.connector)
    if (!connector) throw invalidInput(`No connector is installed for ${row.connector}.`)
    const given: JsonObject | null = secret ?? null
    const access = parseAccess(connector, { config: config ?? (row.config as JsonObject), secret: given })
    const kept = secret === undefined && row.secretSealed !== null
    if (access.needsSecret && access.secret === null && !kept)
      throw invalidInput("This way of signing in needs a secret.", [
        { path: "secret", message: "Write the secret access key" },
      ])
    if (name !== undefined) await refuseTakenName(tx, { name, except: id })
    const secretSealed = !access.needsSecret
      ? null
      : access.secret
        ? seal(JSON.stringify(access.secret), secretOwner(id))
        : row.secretSealed
    // A form sends every field: what is the same as before changes nothing.
    const configChanged = config !== undefined && !isDeepStrictEqual(access.config, row.config)
    if (configChanged) await refuseRangeAddress(tx, access.config)
    const accessChanged = configChanged || secretSealed !== row.secretSealed
    const changed = await tx.connection.updateMany({
      where: { id, version, archivedAt: null, isRange: false },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(!configChanged ? {} : { config: access.config as Prisma.InputJsonObject }),
        secretSealed,
        ...(accessChanged ? { lastCheck: Prisma.DbNull, lastCheckedAt: null, accountId: null } : {}),
        version: { increment: 1 },
      },
    })
    if (changed.count === 0) throw changedMeanwhile()
    await recordActivity(tx, {
      kind: "connection.changed",
      actor: ctx.actor,
      subject: `connection/${id}`,
      detail: {
        name: name ?? row.name,
        configChanged,
        secretChanged: secretSealed !== row.secretSealed,
      },
      now: ctx.now(),
    })
  })
  return readConnection({ ctx, id })
}
