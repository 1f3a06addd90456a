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
