import "server-only"
import { judgeCredential } from "@/lib/agents/judge-credential"
import type { AgentDto, CredentialDto } from "@/lib/agents/schema"
import { requirePermission } from "@/lib/auth/require-permission"
import { storedCheck } from "@/lib/connections/data"
import { worstContainable } from "@/lib/connections/judge-containable"
import { credentialKindTitle } from "@/lib/connectors/definitions"
import type { Context } from "@/lib/context"
import type { Agent, Connection, Credential, ProtectedIdentity } from "@/lib/db/generated/client"
import { notFound } from "@/lib/errors"

/** Agents of drills long gone are of no use in a list. */
const drillsShown = 20

const withCredentials = {
  include: { credentials: { where: { removedAt: null, incidentId: null }, orderBy: { addedAt: "asc" } } },
} as const

/** Agents in use, real ones by name, then those of the latest drills. */
export async function readAgents({ ctx }: { ctx: Context }): Promise<AgentDto[]> {
  requirePermission(ctx.actor, "agent.read")
  const [real, practice] = await Promise.all([
    ctx.db.agent.findMany({ ...withCredentials, where: { archivedAt: null, isDrill: false } }),
    ctx.db.agent.findMany({
      ...withCredentials,
      where: { archivedAt: null, isDrill: true },
      orderBy: { createdAt: "desc" },
      take: drillsShown,
    }),
  ])
  return toDtos(ctx, [...real.sort((a, b) => a.name.localeCompare(b.name)), ...practice])
}

/** One agent, archived or not. Errors: not-permitted, not-found. */
export async function readAgent({ ctx, id }: { ctx: Context; id: string }): Promise<AgentDto> {
  requirePermission(ctx.actor, "agent.read")
  const row = await ctx.db.agent.findUnique({ ...withCredentials, where: { id } })
  const [agent] = row ? await toDtos(ctx, [row]) : []
  if (!agent) throw notFound("There is no such agent. Choose one from the list.")
  return agent
}

type AgentRow = Agent & { credentials: Credential[] }
type ConnectionRow = Connection & { protected: ProtectedIdentity[] }

async function toDtos(ctx: Context, rows: AgentRow[]): Promise<AgentDto[]> {
  const ids = rows.flatMap((row) => row.credentials.map((one) => one.connectionId))
  const connections = await ctx.db.connection.findMany({
    where: { id: { in: [...new Set(ids.filter((id) => id !== null))] } },
    include: { protected: true },
  })
  const byId = new Map(connections.map((row) => [row.id, row]))
  return rows.map((row) => agentDto(row, byId, ctx.now()))
}

function agentDto(row: AgentRow, connections: Map<string, ConnectionRow>, now: Date): AgentDto {
  const credentials = row.credentials.map((one) =>
    credentialDto(one, connections.get(one.connectionId ?? "") ?? null, now),
  )
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    version: row.version,
    owner: row.owner,
    runsOn: row.runsOn,
    notes: row.notes,
    isDrill: row.isDrill,
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
    rowVersion: row.rowVersion,
    credentials,
    containable: worstContainable(
      credentials.map((one) => one.containable),
      { state: "no", reason: "No credential is registered: one press would revoke nothing." },
    ),
  }
}

function credentialDto(row: Credential, connection: ConnectionRow | null, now: Date): CredentialDto {
  return {
    id: row.id,
    agentId: row.agentId,
    connectionId: row.connectionId,
    connectionName: connection?.name ?? null,
    kind: row.kind,
    kindTitle: credentialKindTitle(row.kind),
    identifier: row.identifier,
    label: row.label,
    origin: row.origin,
    addedAt: row.addedAt.toISOString(),
    containable: judgeCredential(
      row,
      connection && { ...connection, lastCheck: storedCheck(connection.lastCheck) },
      now,
    ),
  }
}
