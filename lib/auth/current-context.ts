import "server-only"
import { headers } from "next/headers"
import { readActor } from "@/lib/auth/read-actor"
import type { Context } from "@/lib/context"
import { database } from "@/lib/db/client"

/** The context of a page's request; null when nobody is signed in. Read from the session's row each time. */
export async function currentContext(): Promise<Context | null> {
  const now = () => new Date()
  const db = database()
  const actor = await readActor(db, new Headers(await headers()), now())
  return actor ? { actor, db, now } : null
}

/** For pages that need no sign-in (set-up link, invitation, live page): their token is the permission. */
export function publicContext(): Context {
  return { actor: { kind: "system", name: "visitor" }, db: database(), now: () => new Date() }
}
