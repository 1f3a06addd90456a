import "server-only"
import type { Prisma, PrismaClient } from "@/lib/db/generated/client"

export type Tx = Prisma.TransactionClient

/**
 * Runs `work` in one transaction (READ COMMITTED). Waits up to 5 s for a connection and 10 s for the work. A
 * deadlock or serialisation failure is tried again up to three times: `work` must have no effect outside the database.
 */
export async function transaction<T>(db: PrismaClient, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(work, { maxWait: 5_000, timeout: 10_000 })
    } catch (error) {
      if (attempt >= 3 || !isRetryable(error)) throw error
    }
  }
}

/** Prisma's P2034 (write conflict or deadlock). */
function isRetryable(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "P2034"
}
