import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import { readConnection } from "@/lib/connections/data"
import { reachConnection, type Used } from "@/lib/connections/reach-connection"
import type { ConnectionDto } from "@/lib/connections/schema"
import type { ConnectionCheck } from "@/lib/connectors/connection-check"
import { asPlatformFailure } from "@/lib/connectors/platform-failure"
import type { Context } from "@/lib/context"
import type { Prisma } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { conflict, preconditionFailed } from "@/lib/errors"
import type { World } from "@/lib/plans/world"

/**
 * Proves what this access may do, and keeps the answer. A sign-in that fails is an answer too: it is stored, so that
 * nothing older looks as if it still held. Errors: not-permitted, not-found, precondition-failed, secret-unreadable,
 * conflict (it was edited meanwhile).
 */
export async function checkConnection({
  ctx,
  id,
  world,
}: {
  ctx: Context
  id: string
  world: World
}): Promise<ConnectionDto> {
  requirePermission(ctx.actor, "connection.check")
  const used = await reachConnection(ctx, { id, word: "CHECK", withinMs: 60_000, world })
  if (used.row.archivedAt) throw preconditionFailed("This connection was archived. Add a new one.")
  const { check, failure } = await run(ctx, used)
  await transaction(ctx.db, async (tx) => {
    const kept = await tx.connection.updateMany({
      where: { id, version: used.row.version },
      data: {
        // A ConnectionCheck is JSON; its interface lacks the index signature that Prisma's type asks for.
        lastCheck: check as unknown as Prisma.InputJsonObject,
        lastCheckedAt: new Date(check.checkedAt),
        ...(check.accountId ? { accountId: check.accountId } : {}),
      },
    })
    if (kept.count === 0)
      throw conflict("The connection was changed while it was being checked. Check it again.")
    await recordActivity(tx, {
      kind: "connection.checked",
      actor: ctx.actor,
      subject: `connection/${id}`,
      detail: { ok: check.ok, accountId: check.accountId, failure, problems: check.problems.slice(0, 10) },
      now: ctx.now(),
    })
  })
  return readConnection({ ctx, id })
}

async function run(ctx: Context, used: Used): Promise<{ check: ConnectionCheck; failure: string }> {
  try {
    const check = await used.connector.check(used.access)
    const before = used.row.accountId
    if (!before || before === check.accountId) return { check, failure: "" }
    const moved = `This access leads to account ${check.accountId}; before it led to ${before}. Credentials registered here belong to ${before}.`
    return { check: { ...check, ok: false, problems: [moved, ...check.problems] }, failure: "" }
  } catch (thrown) {
    const { kind, message } = asPlatformFailure(thrown)
    const check: ConnectionCheck = {
      checkedAt: ctx.now().toISOString(),
      ok: false,
      accountId: null,
      identity: null,
      permissions: [],
      problems: [message],
      policyToPaste: "",
      details: { failure: kind },
    }
    return { check, failure: kind }
  }
}
