import "server-only"
import { createHash } from "node:crypto"
import canonicalize from "canonicalize"
import type { JsonObject } from "@/lib/connectors/contract"
import type { Step } from "@/lib/db/generated/client"
import { commit, engineMove, keepState, letGo } from "@/lib/plans/engine/commit-move"
import { delayStep } from "@/lib/plans/engine/delay-step"
import type { Next, Run } from "@/lib/plans/engine/engine"
import { prepareCall, readTimeoutOf } from "@/lib/plans/engine/prepare-call"
import { parseEdges } from "@/lib/plans/parse-edges"
import { mergePreview, type StoredPreview, toPreview } from "@/lib/plans/to-preview"
import { whenReady } from "@/lib/plans/when-ready"

/** queued -> snapshotted: a read-only look whose snapshot is committed before anything is written to the platform. */
export async function beginStep(run: Run, step: Step): Promise<Next> {
  if (!(await mayStart(run, step))) return "done"
  const prepared = await prepareCall(run, step)
  if (!prepared.ok) return fail(run, step, step.action, prepared.failure.message)
  const { handler, call } = prepared.value
  const { title } = handler.definition
  const looked = await call("inspect", readTimeoutOf(run, handler.definition), (ctx, h, input) =>
    h.inspect(ctx, input),
  )
  if (!looked.ok) {
    if (looked.failure.retryable) return delayStep(run, step, { title, failure: looked.failure })
    return fail(run, step, title, looked.failure.message)
  }
  const inspection = looked.value
  if (inspection.refusal !== undefined) return fail(run, step, title, `Protected: ${inspection.refusal}`)
  /** What was there before our first write is what an undo needs: a look in between must not replace it. */
  const snapshot = step.snapshot === null ? inspection.snapshot : undefined
  await commit(run, step, "snapshotted", (write) =>
    engineMove(run, step, title, write, {
      to: "snapshotted",
      note: "",
      set: {
        ...(snapshot === undefined ? {} : { snapshot }),
        preview: mergePreview(toPreview(inspection, write.at, false), step.preview as StoredPreview | null),
        snapshottedAt: write.at,
        failures: 0,
        requestIds: { push: inspection.requestIds },
      },
      detail: {
        snapshotSha256: digest(snapshot ?? (step.snapshot as JsonObject)),
        inEffect: inspection.inEffect,
        collateral: inspection.collateral.statement,
      },
    }),
  )
  return "again"
}

/** The steps it comes after may have moved since the time was set: looks again, under the lock. */
async function mayStart(run: Run, step: Step): Promise<boolean> {
  const edges = parseEdges(step.after)
  if (edges.length === 0) return true
  return commit(run, step, "checked", async (write) => {
    const sources = await write.tx.step.findMany({
      where: { id: { in: edges.map((edge) => edge.stepId) } },
      select: { id: true, targetLabel: true, state: true, appliedAt: true, endedAt: true },
    })
    const readiness = whenReady(edges, sources)
    if (readiness.ready && (readiness.at === null || readiness.at <= write.at)) return true
    await keepState(run, step, write, { dueAt: readiness.ready ? readiness.at : null, ...letGo })
    return false
  })
}

async function fail(run: Run, step: Step, title: string, note: string): Promise<Next> {
  await commit(run, step, "failed", (write) =>
    engineMove(run, step, title, write, { to: "failed", note, set: letGo }),
  )
  return "done"
}

/** SHA-256 of the canonical JSON: the timeline's chain then covers the snapshot without holding it. */
export function digest(value: JsonObject): string {
  return createHash("sha256")
    .update(canonicalize(value) ?? "null")
    .digest("hex")
}
