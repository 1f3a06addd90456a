import type { AccountRole } from "@/lib/auth/policy"

/**
 * Who does something. Every verb takes one in its `ctx`; every timeline entry names one.
 * - person: a signed-in user, with the session that proves it
 * - machine: a machine token; `scopes` bound what it may do
 * - system: a process of ours ("plan engine", "outbox")
 * - agent: only ever the subject of an entry (what the AI agent did), never a caller
 */
export type Actor =
  | {
      kind: "person"
      userId: string
      sessionId: string
      name: string
      email: string
      role: AccountRole
      /** When a password was last given; fresh sign-ins are measured from here. */
      signedInAt: Date
    }
  | { kind: "machine"; tokenId: string; name: string; scopes: readonly string[]; role: AccountRole }
  | { kind: "system"; name: string }

/** The row id behind an actor, or null for the system. */
export function actorId(actor: Actor): string | null {
  switch (actor.kind) {
    case "person":
      return actor.userId
    case "machine":
      return actor.tokenId
    case "system":
      return null
  }
}

/** The name shown beside what the actor did. */
export function actorLabel(actor: Actor): string {
  return actor.name
}

/** The user id when a person acts, else null: foreign keys to `user` take only this. */
export function actorUserId(actor: Actor): string | null {
  return actor.kind === "person" ? actor.userId : null
}
