import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import { containableBy } from "@/lib/connections/judge-containable"
import type { ConnectionDto } from "@/lib/connections/schema"
import type { ConnectionCheck } from "@/lib/connectors/connection-check"
import type { JsonObject } from "@/lib/connectors/contract"
import { findConnectorDefinition } from "@/lib/connectors/definitions"
import type { Context } from "@/lib/context"
import type { Connection, Prisma, ProtectedIdentity } from "@/lib/db/generated/client"
import { notFound } from "@/lib/errors"

/** Practice connections of drills long gone are of no use in a list. */
const drillsShown = 20

/** Connections in use, real ones by name, then those of the latest drills. Secrets are never read. */
export async function readConnections({ ctx }: { ctx: Context }): Promise<ConnectionDto[]> {
  requirePermission(ctx.actor, "connection.read")
  const common = { include: { protected: { orderBy: { createdAt: "asc" } } } } as const
  const [real, practice] = await Promise.all([
    ctx.db.connection.findMany({ ...common, where: { archivedAt: null, isRange: false } }),
    ctx.db.connection.findMany({
      ...common,
      where: { archivedAt: null, isRange: true },
      orderBy: { createdAt: "desc" },
      take: drillsShown,
    }),
  ])
  const rows = [...real.sort((a, b) => a.name.localeCompare(b.name)), ...practice]
  const counts = await countCredentials(
    ctx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => connectionDto(row, { credentials: counts.get(row.id) ?? 0, now: ctx.now() }))
}

/** One connection, archived or not. Errors: not-permitted, not-found. */
export async function readConnection({ ctx, id }: { ctx: Context; id: string }): Promise<ConnectionDto> {
  requirePermission(ctx.actor, "connection.read")
  const row = await ctx.db.connection.findUnique({
    where: { id },
    include: { protected: { orderBy: { createdAt: "asc" } } },
  })
  if (!row) throw notFound("There is no such connection. Choose one from the list.")
  const counts = await countCredentials(ctx, [id])
  return connectionDto(row, { credentials: counts.get(id) ?? 0, now: ctx.now() })
}

async function countCredentials(ctx: Context, ids: string[]): Promise<Map<string, number>> {
  const rows = await ctx.db.credential.groupBy({
    by: ["connectionId"],
    where: { connectionId: { in: ids }, removedAt: null, agent: { archivedAt: null } },
    _count: true,
  })
  return new Map(rows.map((row) => [row.connectionId ?? "", row._count]))
}

function connectionDto(
  row: Connection & { protected: ProtectedIdentity[] },
  { credentials, now }: { credentials: number; now: Date },
): ConnectionDto {
  const lastCheck = storedCheck(row.lastCheck)
  return {
    id: row.id,
    name: row.name,
    connector: row.connector,
    connectorTitle: findConnectorDefinition(row.connector)?.title ?? row.connector,
    isRange: row.isRange,
    config: row.config as JsonObject,
    hasSecret: row.secretSealed !== null,
    accountId: row.accountId,
    lastCheckedAt: row.lastCheckedAt?.toISOString() ?? null,
    lastCheck,
    containable: containableBy({ lastCheck, archivedAt: row.archivedAt, now }),
    protected: row.protected.map(({ id, pattern, reason, createdAt }) => ({
      id,
      pattern,
      reason,
      createdAt: createdAt.toISOString(),
    })),
    credentials,
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
    version: row.version,
  }
}

/** The column holds what check-connection put there, which is a ConnectionCheck. */
export function storedCheck(value: Prisma.JsonValue): ConnectionCheck | null {
  return value as ConnectionCheck | null
}
