import "server-only"
import type { Actor } from "@/lib/actor"
import { type Permission, refusal } from "@/lib/auth/policy"
import { notPermitted } from "@/lib/errors"

/** Throws not-permitted with the reason that the disabled button shows. Call it first in every verb and read. */
export function requirePermission(actor: Actor, permission: Permission, { isCommander = false } = {}): void {
  const reason = refusal(actor, permission, isCommander)
  if (reason) throw notPermitted(`${permission} ${reason}. Ask an administrator of this server.`)
}
