/** How long a request waits for its second person, ms. The database refuses more. */
export const approvalMs = 15 * 60_000

/** Whether what cannot be taken back needs two people in an incident of this severity. */
export function needsSecondPerson(severity: number): boolean {
  return severity <= 2
}

/** A request as far as the rules look at it. */
export type Request = {
  requestedById: string | null
  expiresAt: Date
  approvedAt: Date | null
  closedAt: Date | null
}

/** Whether somebody may still consent to it. */
export function isOpen(request: Request, now: Date): boolean {
  return request.approvedAt === null && request.closedAt === null && request.expiresAt >= now
}

/** Why this person may not be the second one, as a fragment; null when they may. */
export function secondPersonRefusal(request: Request, userId: string | null): string | null {
  if (userId === null) return "a person approves it, not a token"
  return request.requestedById === userId ? "you asked for it; another person approves" : null
}
