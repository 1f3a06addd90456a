import { z } from "zod"
import type {
  ActionDefinition,
  ActionHandler,
  Connector,
  ConnectorContext,
  Json,
  ProofObservation,
} from "@/lib/connectors/contract"
import { PlatformError } from "@/lib/connectors/platform-error"

type Thing = { on: boolean; count: number }
type Input = { thing: string; [key: string]: Json | undefined }

export type TestTimes = {
  propagationMs?: number
  applyTimeoutMs?: number
  verifyWithinMs?: number
  verifyEveryMs?: number
}

/**
 * A connector for startTestPlatform: `test.switch-off` is idempotent, `test.add-one` is not, `test.destroy` cannot be
 * taken back. Names steer it: "protected-…" is refused, "silent-…" gives no second proof, "opaque-…" cannot be read
 * back, "lying-…" is applied without effect, "contested-…" is applied again when somebody undid it.
 */
export function testConnector(times: TestTimes = {}): Connector {
  const base = {
    connector: "test",
    kind: "contain" as const,
    summary: "Switches a thing of the test platform.",
    input: z.strictObject({ thing: z.string().min(1) }) as unknown as z.ZodType<Input>,
    permissions: ["test:Write"],
    collateral: "Whoever uses the thing.",
    propagationMs: times.propagationMs ?? 0,
    applyTimeoutMs: times.applyTimeoutMs ?? 2000,
    verifyWithinMs: times.verifyWithinMs ?? 400,
    verifyEveryMs: times.verifyEveryMs ?? 50,
    proofsNeeded: 2,
    commands: (input: Input) => [`test switch --thing '${input.thing}'`],
  }
  const off: ActionDefinition<Input> = {
    ...base,
    id: "test.switch-off",
    title: "Switch off",
    undo: { possible: true, warning: "The thing works again." },
    irreversible: false,
    idempotent: true,
    target: (input) => ({ key: input.thing, label: input.thing }),
  }
  const add: ActionDefinition<Input> = { ...off, id: "test.add-one", title: "Add one", idempotent: false }
  const destroy: ActionDefinition<Input> = {
    ...off,
    id: "test.destroy",
    title: "Destroy",
    irreversible: true,
    undo: { possible: false, reason: "what is destroyed does not come back" },
  }
  const restore: ActionDefinition<Input> = { ...off, id: "test.restore", title: "Restore", kind: "restore" }
  const actions = [
    handler(off, "off", (thing) => !thing.on),
    handler(add, "add", (thing, before) => thing.count > before),
    handler(destroy, "off", (thing) => !thing.on),
    handler(restore, "off", (thing) => !thing.on),
  ]
  return {
    definition: {
      id: "test",
      title: "Test platform",
      config: z.record(z.string(), z.json()) as unknown as z.ZodType<{ [key: string]: Json | undefined }>,
      secret: z.null(),
      needsSecret: () => false,
      leastPolicy: "",
      services: [],
      credentialKinds: [{ kind: "test.thing", title: "Thing", placeholder: "thing", help: "" }],
      actions: actions.map((action) => action.definition),
    },
    actions,
    check: () => Promise.reject(new Error("not part of these tests")),
    resolve: async () => ({ found: false, reason: "not part of these tests" }),
    proposeContainment: async (_ctx, credentials) => ({
      steps: credentials
        .filter((one) => !one.identifier.startsWith("protected-") && !one.identifier.startsWith("manual-"))
        .map((one) => ({
          key: one.id,
          credentialId: one.id,
          action: one.identifier.startsWith("destroy-") ? "test.destroy" : "test.switch-off",
          input: { thing: one.identifier },
          after: [],
          why: "It is the agent's.",
        })),
      manual: credentials
        .filter((one) => one.identifier.startsWith("manual-"))
        .map((one) => ({ credentialId: one.id, title: `Switch ${one.label} off`, instructions: "By hand." })),
      notes: [],
      refused: credentials
        .filter((one) => one.identifier.startsWith("protected-"))
        .map((one) => ({ credentialId: one.id, reason: "break-glass" })),
    }),
    assess: () => {
      throw new Error("not part of these tests")
    },
    rankSuspects: () => Promise.reject(new Error("not part of these tests")),
    restoreOptions: async () => [],
  }
}

function handler(
  definition: ActionDefinition<Input>,
  verb: "off" | "add",
  isThere: (thing: Thing, countBefore: number) => boolean,
): ActionHandler {
  const made: ActionHandler<Input> = {
    definition,
    inspect: async (ctx, { thing }) => {
      const now = await call(ctx, "GET", thing)
      return {
        snapshot: { on: now.on, count: now.count },
        inEffect: verb === "off" && !now.on ? "yes" : "no",
        changes: [`${thing} goes ${verb}`],
        collateral: { level: "nobody", statement: "nobody else", items: [] },
        ...(thing.startsWith("protected-") ? { refusal: `${thing} is break-glass` } : {}),
        warnings: [],
        requestIds: [],
      }
    },
    apply: async (ctx, { thing }, snapshot) => {
      if (!thing.startsWith("lying-")) await call(ctx, "POST", thing, verb)
      return {
        receipt: { on: snapshot.on, count: snapshot.count },
        changed: true,
        requestIds: [`apply-${thing}`],
      }
    },
    readBack: async (ctx, { thing }, snapshot) => {
      const now = await call(ctx, "GET", thing)
      if (thing.startsWith("opaque-"))
        return { outcome: "cannot_tell", reason: "Nothing shows it.", requestIds: [] }
      return isThere(now, Number(snapshot.count))
        ? { outcome: "applied", receipt: { on: snapshot.on, count: snapshot.count }, requestIds: [] }
        : { outcome: "not_applied", requestIds: [] }
    },
    verify: async (ctx, { thing }, receipt) => {
      const now = await call(ctx, "GET", thing)
      const observe = (kind: string): ProofObservation => {
        const holds = isThere(now, Number(receipt.count))
        return {
          kind,
          outcome: holds ? "holds" : "contradicts",
          statement: holds ? `${thing} is as wanted.` : `${thing} is not as wanted.`,
          observedAt: ctx.now(),
          reapply: !holds && thing.startsWith("contested-"),
        }
      }
      return {
        proofs: thing.startsWith("silent-")
          ? [observe("read-back")]
          : [observe("read-back"), observe("probe")],
      }
    },
    ...(definition.undo.possible
      ? {
          undo: async (ctx: ConnectorContext, { thing }: Input) => {
            const now = await call(ctx, "GET", thing)
            if (!now.on) await call(ctx, "POST", thing, "on")
            return { requestIds: [`undo-${thing}`], statement: `${thing} is on again.` }
          },
        }
      : {}),
  }
  return made as unknown as ActionHandler
}

async function call(
  ctx: ConnectorContext,
  method: "GET" | "POST",
  thing: string,
  verb?: string,
): Promise<Thing> {
  const url = `${String(ctx.config.url)}/${encodeURIComponent(thing)}${verb ? `/${verb}` : ""}`
  let response: Response
  try {
    response = await fetch(url, { method, signal: ctx.signal })
  } catch (cause) {
    const failure = {
      kind: "unreachable",
      message: "The test platform does not answer.",
      retryable: true,
    } as const
    throw new PlatformError({ ...failure, mayHaveHappened: method === "POST" }, cause)
  }
  if (response.status === 429)
    throw new PlatformError({
      kind: "throttled",
      message: "Throttled.",
      mayHaveHappened: false,
      retryable: true,
    })
  if (response.status === 403)
    throw new PlatformError({
      kind: "refused",
      message: "Access denied.",
      mayHaveHappened: false,
      retryable: false,
    })
  if (!response.ok)
    throw new PlatformError({
      kind: "unexpected",
      message: "Failed.",
      mayHaveHappened: true,
      retryable: true,
    })
  return (await response.json()) as Thing
}
