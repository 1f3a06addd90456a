import "server-only"
import type { Actor } from "@/lib/actor"
import { Prisma, type Step } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { moveStep } from "@/lib/plans/move-step"
import { parseEdges } from "@/lib/plans/parse-edges"
import { whenReady } from "@/lib/plans/when-ready"
import type { TimelineKind } from "@/lib/timeline/schema"

/** Whoever holds the step now holds it no more: a person's press comes first. */
export const takeAway = { leaseOwner: null, leaseUntil: null, fence: { increment: 1 } } as const

/**
 * Asks for the step (again): it is queued to be looked at, snapshotted and applied. What an earlier application left
 * is moved aside, so that an undo can take back all of them.
 */
export async function requeueStep(
  tx: Tx,
  { step, by, at, title, kind }: { step: Step; by: Actor; at: Date; title: string; kind?: TimelineKind },
): Promise<void> {
  const edges = parseEdges(step.after)
  const sources = await tx.step.findMany({ where: { id: { in: edges.map((edge) => edge.stepId) } } })
  const readiness = whenReady(edges, sources)
  const applied = step.receipt !== null
  const earlier = step.earlier as Prisma.InputJsonArray
  const kept =
    applied && !step.unchanged ? [...earlier, { snapshot: step.snapshot, receipt: step.receipt }] : earlier
  await moveStep(tx, {
    step,
    to: "queued",
    by,
    at,
    title,
    note: readiness.ready ? "" : readiness.sentence,
    set: {
      operation: "apply",
      requestedAt: at,
      attempts: 0,
      failures: 0,
      callSettlesAt: null,
      statedAt: null,
      statedBy: null,
      statedById: null,
      dueAt: readiness.ready ? (readiness.at ?? at) : null,
      ...(applied
        ? {
            earlier: kept,
            receipt: Prisma.DbNull,
            snapshot: Prisma.DbNull,
            unchanged: false,
            appliedAt: null,
            attemptedAt: null,
          }
        : {}),
      ...takeAway,
    },
    detail: { operation: "apply" },
    ...(kind ? { kind } : {}),
  })
}
