import "server-only"
import { actorUserId } from "@/lib/actor"
import type { MeDto } from "@/lib/auth/schema"
import type { Context } from "@/lib/context"

/** The caller as the pages see it. */
export function readMe({ ctx: { actor } }: { ctx: Context }): MeDto {
  return {
    kind: actor.kind,
    userId: actorUserId(actor),
    sessionId: actor.kind === "person" ? actor.sessionId : null,
    name: actor.name,
    email: actor.kind === "person" ? actor.email : "",
    role: actor.kind === "system" ? "viewer" : actor.role,
    signedInAt: actor.kind === "person" ? actor.signedInAt.toISOString() : null,
  }
}
