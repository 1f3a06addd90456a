import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { findRange } from "@/lib/drills/range-process"
import { type AgentLogDto, type DrillListItemDto, drillFacts } from "@/lib/drills/schema"
import { notFound } from "@/lib/errors"

/** The latest hundred drills, newest first. */
export async function readDrills({ ctx }: { ctx: Context }): Promise<{ drills: DrillListItemDto[] }> {
  requirePermission(ctx.actor, "incident.read")
  const rows = await ctx.db.incident.findMany({
    where: { isDrill: true },
    orderBy: { declaredAt: "desc" },
    take: 100,
  })
  return {
    drills: rows.map((row) => {
      const facts = drillFacts.safeParse(row.drill).data
      return {
        reference: row.reference,
        title: row.title,
        status: row.status,
        startedAt: row.declaredAt.toISOString(),
        endedAt: facts?.endedAt ?? null,
        accountId: facts?.accountId ?? "",
      }
    }),
  }
}

/** The agent's terminal; "lost" when its practice cloud no longer runs. */
export async function readAgentLog({
  ctx,
  reference,
}: {
  ctx: Context
  reference: string
}): Promise<AgentLogDto> {
  requirePermission(ctx.actor, "incident.read")
  const accountId = await drillAccount(ctx, reference)
  const control = await findRange()
  const lost = { succeeded: 0, denied: 0, failed: 0, lastSuccessAt: null, firstDeniedAt: null, lines: [] }
  if (!control) return { state: "lost", ...lost }
  return control<AgentLogDto>("GET", `/accounts/${accountId}/agent`).catch(() => ({ state: "lost", ...lost }))
}

/** Throws not-found for anything that is no drill. */
export async function drillAccount(ctx: Context, reference: string): Promise<string> {
  const row = await ctx.db.incident.findUnique({
    where: { reference },
    select: { isDrill: true, drill: true },
  })
  const facts = row?.isDrill ? drillFacts.safeParse(row.drill).data : undefined
  if (!facts) throw notFound(`There is no drill ${reference}. Check the number.`)
  return facts.accountId
}
