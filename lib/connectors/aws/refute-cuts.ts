import "server-only"
import type { Refutation, StepInForce } from "../assessment-contract"
import type { ConnectorContext } from "../contract"
import { inForceAt } from "./gather-proofs"
import { type Cut, judgeCutRecords } from "./judge-cut-records"
import { cutOfStep } from "./read-cut"
import type { AuditRecord } from "./read-record"

type Watched = { step: StepInForce; cut: Cut; since: Date; theirs: AuditRecord[] }

/**
 * Holds what is read against the cuts that are in force. A record counts by when the call was made, not by when it
 * was delivered: whatever happened before the cut could be in force contradicts nothing.
 */
export class CutWatch {
  private readonly watched: Watched[]

  constructor(ctx: ConnectorContext, steps: readonly StepInForce[]) {
    this.watched = steps.flatMap((step) => {
      const cut = cutOfStep(step)
      return cut ? [{ step, cut, since: inForceAt(ctx, new Date(step.appliedAt)), theirs: [] }] : []
    })
  }

  see(record: AuditRecord): void {
    for (const { cut, since, theirs } of this.watched)
      if (Date.parse(record.eventTime) > since.getTime() && cut.isTheirs(record)) theirs.push(record)
  }

  /** What speaks against a cut, at most one per step. */
  refutations(now: Date): Refutation[] {
    return this.watched.flatMap(({ step, cut, since, theirs }) => {
      const judged = judgeCutRecords(theirs, cut, since)
      if (judged.outcome !== "contradicts") return []
      const { eventId, eventName, eventTime } = judged.record
      return [
        {
          stepId: step.stepId,
          appliedAt: step.appliedAt,
          proof: {
            kind: "audit-record",
            outcome: "contradicts" as const,
            observedAt: now,
            statement: sayContradiction(cut, judged.record),
            detail: { eventId, eventName, eventTime },
          },
        },
      ]
    })
  }
}

/** "agent still succeeded: DeleteObject at 03:04:05 UTC." */
export function sayContradiction({ who, by }: Cut, record: AuditRecord): string {
  const signed = by === "signature" && record.errorCode !== ""
  const did = signed ? "still signs calls, though refused" : "still succeeded"
  return `${who} ${did}: ${record.eventName} at ${record.eventTime.slice(11, 19)} UTC.`
}
