import "server-only"
import type { Actor } from "@/lib/actor"
import { FirebreakError } from "@/lib/errors"

/** How long a given password counts as fresh, ms. */
export const freshSignInMs = 15 * 60_000

/**
 * What widens access (roles, invitations, tokens) asks a person for the password again, so that an unlocked screen is
 * not enough. Tokens have their scopes instead. What narrows access never waits for it.
 */
export function requireFreshSignIn(actor: Actor, now: Date): void {
  if (actor.kind !== "person") return
  if (now.getTime() - actor.signedInAt.getTime() <= freshSignInMs) return
  throw new FirebreakError(
    "fresh-sign-in-needed",
    "Your password was last given more than 15 minutes ago. Confirm it, then press again.",
  )
}
