import "server-only"
import { machineScopes } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { MachineToken } from "@/lib/db/generated/client"
import type { TokenDto, TokensDto } from "@/lib/tokens/schema"

/** Every machine token, working ones first. Hashes are never read out. */
export async function listTokens({ ctx }: { ctx: Context }): Promise<TokensDto> {
  requirePermission(ctx.actor, "token.edit")
  const rows = await ctx.db.machineToken.findMany({ orderBy: { createdAt: "desc" }, take: 500 })
  const users = await ctx.db.user.findMany({
    where: { id: { in: rows.map((row) => row.createdById) } },
    select: { id: true, name: true },
  })
  const names = new Map(users.map((u) => [u.id, u.name]))
  return {
    tokens: rows
      .map((row) => tokenDto(row, names.get(row.createdById) ?? "", ctx.now()))
      .sort((a, b) => Number(b.state === "working") - Number(a.state === "working")),
    scopes: machineScopes,
  }
}

export function tokenDto(row: MachineToken, createdBy: string, now: Date): TokenDto {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    state: row.revokedAt ? "revoked" : row.expiresAt <= now ? "expired" : "working",
  }
}
