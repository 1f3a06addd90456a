import "server-only"
import type {
  ActionDefinition,
  ActionHandler,
  ConnectorContext,
  JsonObject,
  PlatformFailure,
} from "@/lib/connectors/contract"
import { findHandler } from "@/lib/connectors/find-action"
import { asPlatformFailure } from "@/lib/connectors/platform-failure"
import type { Step } from "@/lib/db/generated/client"
import { isFirebreakError } from "@/lib/errors"
import { reach } from "@/lib/plans/engine/commit-move"
import type { Run } from "@/lib/plans/engine/engine"

export type Answer<T> = { ok: true; value: T } | { ok: false; failure: PlatformFailure }

/** A step's action, ready to be called. */
export type Prepared = {
  handler: ActionHandler
  input: JsonObject
  /** Longest time until the action is in force, ms, as the connection has it. */
  propagationMs: number
  /** Calls the platform once, bounded by `timeoutMs` even when the handler does not heed its signal. Never throws. */
  call: <T>(
    name: "inspect" | "apply" | "readBack" | "verify" | "undo",
    timeoutMs: number,
    fn: (ctx: ConnectorContext, handler: ActionHandler, input: JsonObject) => Promise<T>,
  ) => Promise<Answer<T>>
}

/** Finds the handler, checks the input and opens the connection: everything that can fail before a call is made. */
export async function prepareCall(run: Run, step: Step): Promise<Answer<Prepared>> {
  const { engine } = run
  const handler = findHandler(engine.connectors, step.action)
  if (!handler) return cannot(`No connector knows the action ${step.action}. Was the product downgraded?`)
  const input = handler.definition.input.safeParse(step.input)
  if (!input.success) return cannot(`The stored input of ${step.action} is not valid for this version.`)
  if (step.connectionId === null) return cannot("The step has no connection to act through.")
  const { propagationMs } = handler.definition
  const abort = new AbortController()
  const signal = AbortSignal.any([run.signal, abort.signal])
  try {
    const [incident, plan] = await Promise.all([
      engine.db.incident.findUniqueOrThrow({ where: { id: step.incidentId }, select: { reference: true } }),
      engine.db.plan.findUniqueOrThrow({
        where: { id: step.planId },
        select: { approvedBy: true, createdBy: true },
      }),
    ])
    const ctx = await engine.openConnection({
      db: engine.db,
      connectionId: step.connectionId,
      incidentReference: incident.reference,
      operator: plan.approvedBy ?? plan.createdBy,
      now: engine.now,
      signal,
      hurry: true,
      progress: (line) => engine.log("progress", { stepId: step.id, line }),
    })
    return {
      ok: true,
      value: {
        handler,
        input: input.data,
        propagationMs: typeof propagationMs === "number" ? propagationMs : propagationMs(ctx.config),
        call: async (name, timeoutMs, fn) => {
          await reach(run, `before-call:${name}`)
          const answer = await bounded(signal, abort, timeoutMs, () => fn(ctx, handler, input.data))
          await reach(run, `after-call:${name}`)
          return answer
        },
      },
    }
  } catch (thrown) {
    if (isFirebreakError(thrown)) return cannot(thrown.detail)
    throw thrown
  }
}

/** How long one look, read-back or verification may take, ms. */
export function readTimeoutOf({ engine }: Run, { readTimeoutMs }: ActionDefinition): number {
  return Math.max(engine.readTimeoutMs, readTimeoutMs ?? 0)
}

/** How long after an attempt began a lost call of it can still reach the platform, ms; its propagation comes on top. */
export function settleMsOf({ settleMs, applyTimeoutMs }: ActionDefinition): number {
  return settleMs ?? applyTimeoutMs
}

function cannot(message: string): { ok: false; failure: PlatformFailure } {
  return { ok: false, failure: { kind: "unexpected", message, mayHaveHappened: false, retryable: false } }
}

async function bounded<T>(
  signal: AbortSignal,
  abort: AbortController,
  timeoutMs: number,
  fn: () => Promise<T>,
): Promise<Answer<T>> {
  if (signal.aborted)
    return {
      ok: false,
      failure: { kind: "timed_out", message: "Nothing was sent.", mayHaveHappened: false, retryable: true },
    }
  let timer: NodeJS.Timeout | undefined
  const gone = new Promise<Answer<T>>((resolve) => {
    const end = (message: string) => () =>
      resolve({ ok: false, failure: { kind: "timed_out", message, mayHaveHappened: true, retryable: true } })
    timer = setTimeout(() => {
      end(`No answer within ${Math.round(timeoutMs / 100) / 10} s.`)()
      abort.abort(new Error("time is up"))
    }, timeoutMs)
    signal.addEventListener("abort", end("The call was given up by this instance."), { once: true })
  })
  const made = (async (): Promise<Answer<T>> => {
    try {
      return { ok: true, value: await fn() }
    } catch (thrown) {
      return { ok: false, failure: asPlatformFailure(thrown) }
    }
  })()
  try {
    return await Promise.race([made, gone])
  } finally {
    clearTimeout(timer)
  }
}
