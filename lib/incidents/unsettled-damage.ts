import "server-only"
import type { Prisma } from "@/lib/db/generated/client"

/** Damage that still asks for something. What the agent made is settled by containment. */
export const unsettledDamage = {
  state: { in: ["damaged", "planned", "restoring", "partly_restored"] },
  effect: { not: "created" },
} satisfies Prisma.DamageWhereInput
