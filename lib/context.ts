import type { Actor } from "@/lib/actor"
import type { PrismaClient } from "@/lib/db/generated/client"

/** What every verb is given beside its input: who acts, the database, and the clock. */
export type Context = {
  actor: Actor
  db: PrismaClient
  now: () => Date
}
