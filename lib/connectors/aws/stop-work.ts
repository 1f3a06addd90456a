import "server-only"
import type {
  ActionDefinition,
  ActionHandler,
  Collateral,
  ConnectorContext,
  JsonObject,
  ProofObservation,
} from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { refusedInspection } from "./deny-principal"
import { parsePrincipalArn } from "./parse-arn"
import { refuseTarget, sayRefusal } from "./refuse-target"

/** A piece of work as its service shows it. */
export type WorkReading = {
  /** running: goes on; ending: was told to stop; ended: does nothing more. */
  phase: "running" | "ending" | "ended"
  /** The platform's own word: "UPDATE_IN_PROGRESS". */
  word: string
  /** What an undo needs. */
  detail?: JsonObject
  /** Roles that it works as: never ours. */
  runsAs?: string[]
  /** Set when it goes on and no call stops it: why, and what to do instead. */
  cannot?: string
}

/** How a reversible stop is taken back; `done` when somebody did it already. */
export type Resumed = { requestIds: string[]; statement: string }

/** The handler of an action that stops one piece of work: all of them look, stop and prove alike. */
export function stopHandler<Input extends JsonObject>(work: {
  definition: ActionDefinition<Input>
  read: (ctx: ConnectorContext, input: Input) => Promise<WorkReading>
  /** Returns the platform's request id. */
  stop: (ctx: ConnectorContext, input: Input, seen: WorkReading) => Promise<string | undefined>
  /** "stops: what it did so far stays" */
  change: (label: string, seen: WorkReading) => string
  collateral: Collateral
  resume?: (ctx: ConnectorContext, input: Input, receipt: JsonObject) => Promise<Resumed>
}): ActionHandler<Input> {
  const { definition, read, stop } = work
  const receiptOf = (seen: WorkReading): JsonObject => ({ word: seen.word, detail: seen.detail ?? {} })
  return {
    definition,
    inspect: async (ctx, input) => {
      const seen = await read(ctx, input)
      const refusal = seen.cannot ?? (await refuseOwn(ctx, seen.runsAs ?? []))
      if (refusal) return refusedInspection(refusal)
      const running = seen.phase === "running"
      return {
        snapshot: receiptOf(seen),
        inEffect: running ? "no" : "yes",
        changes: running ? [work.change(definition.target(input).label, seen)] : [],
        collateral: work.collateral,
        warnings: definition.undo.possible ? [] : ["What it did until then stays done."],
        requestIds: [],
      }
    },
    apply: async (ctx, input, snapshot) => {
      const seen = await read(ctx, input)
      const receipt = typeof snapshot.word === "string" ? snapshot : receiptOf(seen)
      if (seen.phase !== "running") return { receipt, changed: false, requestIds: [] }
      if (seen.cannot) throw cannotStop(seen.cannot)
      try {
        const id = await stop(ctx, input, seen)
        return { receipt: receiptOf(seen), changed: true, requestIds: id ? [id] : [] }
      } catch (error) {
        // It may have ended between the look and the call.
        if (!isPlatformError(error) || error.mayHaveHappened || error.retryable) throw error
        if ((await read(ctx, input)).phase === "running") throw error
        return { receipt, changed: false, requestIds: [] }
      }
    },
    readBack: async (ctx, input, snapshot) => {
      const seen = await read(ctx, input)
      return seen.phase === "running"
        ? { outcome: "not_applied", requestIds: [] }
        : { outcome: "applied", receipt: { ...receiptOf(seen), ...snapshot }, requestIds: [] }
    },
    verify: async (ctx, input) => ({ proofs: [prove(await read(ctx, input), ctx.now(), definition, input)] }),
    ...(work.resume ? { undo: work.resume } : {}),
  }
}

function prove<Input extends JsonObject>(
  seen: WorkReading,
  observedAt: Date,
  definition: ActionDefinition<Input>,
  input: Input,
): ProofObservation {
  const { label } = definition.target(input)
  const outcomes = { running: "contradicts", ending: "not_yet", ended: "holds" } as const
  return {
    kind: "read-back",
    observedAt,
    outcome: outcomes[seen.phase],
    statement: `The service shows ${label} as ${seen.word}.`,
    reapply: seen.phase === "running",
  }
}

async function refuseOwn(ctx: ConnectorContext, roles: string[]): Promise<string | null> {
  for (const arn of roles) {
    const role = parsePrincipalArn(arn)
    if (role?.kind !== "role") continue
    const refusal = await refuseTarget(ctx, { kind: "role", name: role.name, path: role.path, arn })
    // A role of AWS's own cannot be edited; what it runs can be stopped all the same.
    if (refusal && !refusal.manual) return sayRefusal(refusal)
  }
  return null
}

function cannotStop(message: string): PlatformError {
  return new PlatformError({ kind: "refused", message, mayHaveHappened: false, retryable: false })
}

export function absentWork(what: string): PlatformError {
  return new PlatformError({
    kind: "not_found",
    message: `${what} is not known (any more): its service has forgotten it, or it belongs to another account or region.`,
    mayHaveHappened: false,
    retryable: false,
  })
}

export const onlyItself: Collateral = {
  level: "nobody",
  statement: "only this piece of work",
  items: [],
}
