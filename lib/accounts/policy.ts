import type { AccountRole } from "@/lib/auth/policy"

/**
 * Why an account may not lose administration, or null. Somebody who can sign in must always be able to administer.
 * `activeAdministrators` counts accounts that are administrator and not disabled.
 */
export function lastAdministratorRefusal(
  account: { role: AccountRole; disabledAt: unknown },
  activeAdministrators: number,
): string | null {
  if (account.role !== "administrator" || account.disabledAt !== null) return null
  return activeAdministrators <= 1 ? "the last administrator; make another one first" : null
}

export type InvitationTimes = { usedAt: Date | null; revokedAt: Date | null; expiresAt: Date }

export function invitationState(row: InvitationTimes, now: Date): "open" | "used" | "revoked" | "expired" {
  if (row.usedAt) return "used"
  if (row.revokedAt) return "revoked"
  return row.expiresAt <= now ? "expired" : "open"
}
