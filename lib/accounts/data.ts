import "server-only"
import { invitationState, lastAdministratorRefusal } from "@/lib/accounts/policy"
import type { AccountsDto, InvitationDto, PeopleDto, SessionsDto } from "@/lib/accounts/schema"
import { actorUserId } from "@/lib/actor"
import { requirePerson } from "@/lib/auth/confirm-password"
import { refusal } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { Invitation } from "@/lib/db/generated/client"

/** Ended invitations stay listed this long, ms. */
const keptMs = 30 * 24 * 60 * 60_000

/** Every account with what may be done to it, and the invitations. */
export async function readAccounts({ ctx }: { ctx: Context }): Promise<AccountsDto> {
  requirePermission(ctx.actor, "account.read")
  const now = ctx.now()
  const [users, invitations, tokens] = await Promise.all([
    ctx.db.user.findMany({
      include: { sessions: { where: { revokedAt: null, expiresAt: { gt: now } } } },
      orderBy: [{ name: "asc" }, { createdAt: "asc" }],
    }),
    ctx.db.invitation.findMany({
      where: { expiresAt: { gt: new Date(now.getTime() - keptMs) } },
      orderBy: { createdAt: "desc" },
      take: 200,
    }),
    ctx.db.machineToken.groupBy({
      by: ["createdById"],
      where: { revokedAt: null, expiresAt: { gt: now } },
      _count: true,
    }),
  ])
  const administrators = users.filter((u) => u.role === "administrator" && !u.disabledAt).length
  const mayNotEdit = refusal(ctx.actor, "account.edit")
  const names = new Map(users.map((u) => [u.id, u.name]))
  return {
    accounts: users.map((u) => {
      const last = mayNotEdit ?? lastAdministratorRefusal(u, administrators)
      return {
        id: u.id,
        name: u.name,
        email: u.email,
        role: u.role,
        createdAt: u.createdAt.toISOString(),
        disabledAt: u.disabledAt?.toISOString() ?? null,
        lastSeenAt: latest(u.sessions.map((s) => s.lastSeenAt))?.toISOString() ?? null,
        openSessions: u.disabledAt ? 0 : u.sessions.length,
        workingTokens: tokens.find((t) => t.createdById === u.id)?._count ?? 0,
        isMe: u.id === actorUserId(ctx.actor),
        may: {
          edit: mayNotEdit,
          demote: last,
          disable: u.disabledAt ? "it is disabled already" : last,
        },
      }
    }),
    invitations: invitations
      .map((row) => invitationDto(row, names.get(row.createdById ?? "") ?? null, now))
      .sort((a, b) => Number(b.state === "open") - Number(a.state === "open")),
    mayNotEdit,
  }
}

export function invitationDto(row: Invitation, createdBy: string | null, now: Date): InvitationDto {
  return {
    id: row.id,
    role: row.role,
    email: row.email,
    isSetup: row.isSetup,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    state: invitationState(row, now),
  }
}

/** The caller's own open sessions, newest first. */
export async function readSessions({ ctx }: { ctx: Context }): Promise<SessionsDto> {
  const actor = requirePerson(ctx.actor)
  const rows = await ctx.db.session.findMany({
    where: { userId: actor.userId, revokedAt: null, expiresAt: { gt: ctx.now() } },
    orderBy: { lastSeenAt: "desc" },
  })
  return {
    sessions: rows.map((row) => ({
      id: row.id,
      createdAt: row.createdAt.toISOString(),
      signedInAt: row.signedInAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      address: row.address ?? "",
      userAgent: row.userAgent ?? "",
      isThis: row.id === actor.sessionId,
    })),
  }
}

/** Everybody who can sign in, for hand-over and ownership. */
export async function listPeople({ ctx }: { ctx: Context }): Promise<PeopleDto> {
  requirePermission(ctx.actor, "incident.read")
  const users = await ctx.db.user.findMany({
    where: { disabledAt: null },
    orderBy: [{ name: "asc" }, { createdAt: "asc" }],
    select: { id: true, name: true, role: true },
  })
  return { people: users.map((u) => ({ userId: u.id, name: u.name, role: u.role })) }
}

function latest(dates: Date[]): Date | null {
  return dates.length > 0 ? new Date(Math.max(...dates.map(Number))) : null
}
