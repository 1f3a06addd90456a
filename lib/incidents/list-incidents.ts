import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { isOpen } from "@/lib/incidents/policy"
import { readContainment } from "@/lib/incidents/read-containment"
import type { IncidentListDto, IncidentListItemDto } from "@/lib/incidents/schema"

/** Open incidents and drills, worst first; then the last hundred ended ones without drills. */
export async function listIncidents({ ctx }: { ctx: Context }): Promise<IncidentListDto> {
  requirePermission(ctx.actor, "incident.read")
  const include = {
    responders: {
      where: { until: null, role: "commander" as const },
      include: { user: { select: { name: true } } },
    },
    _count: { select: { damages: true } },
  }
  const [open, earlier] = await Promise.all([
    ctx.db.incident.findMany({
      where: { status: { notIn: ["resolved", "reviewed"] } },
      orderBy: [{ isDrill: "asc" }, { severity: "asc" }, { declaredAt: "asc" }],
      include,
    }),
    ctx.db.incident.findMany({
      where: { status: { in: ["resolved", "reviewed"] } },
      orderBy: { declaredAt: "desc" },
      take: 100,
      include,
    }),
  ])
  const item = async (row: (typeof open)[number]): Promise<IncidentListItemDto> => {
    const { credentials, provenAt: _provenAt, ...counts } = await readContainment(ctx.db, row.id)
    return {
      reference: row.reference,
      isDrill: row.isDrill,
      title: row.title,
      severity: row.severity,
      status: row.status,
      statusStated: row.statusStatedAt !== null,
      declaredAt: row.declaredAt.toISOString(),
      resolvedAt: row.resolvedAt?.toISOString() ?? null,
      commander: row.responders[0]?.user.name ?? null,
      containment: { ...counts, states: credentials.map((c) => c.state) },
      damaged: row._count.damages,
      nextUpdateDueAt: isOpen(row.status) ? (row.nextUpdateDueAt?.toISOString() ?? null) : null,
      allProvenAfterMs: row.containedAt ? Number(row.containedAt) - Number(row.declaredAt) : null,
      recoveredAfterMs: row.recoveredAt ? Number(row.recoveredAt) - Number(row.declaredAt) : null,
    }
  }
  return {
    open: await Promise.all(open.map(item)),
    earlier: await Promise.all(earlier.map(item)),
    serverNow: ctx.now().toISOString(),
  }
}
