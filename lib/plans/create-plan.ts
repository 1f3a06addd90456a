import "server-only"
import { createHash, randomUUIDv7 } from "node:crypto"
import { isDeepStrictEqual } from "node:util"
import canonicalize from "canonicalize"
import type { Actor } from "@/lib/actor"
import { actorLabel, actorUserId } from "@/lib/actor"
import type { ActionDefinition, Connector, JsonObject } from "@/lib/connectors/contract"
import { findHandler } from "@/lib/connectors/find-action"
import type { Prisma, Step } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { invalidInput, preconditionFailed } from "@/lib/errors"
import { planText } from "@/lib/plans/hash-plan"
import { noNotes, type PlanNotes, parsePlanNotes } from "@/lib/plans/plan-notes"
import type { StepState } from "@/lib/plans/policy"
import type { Edge } from "@/lib/plans/when-ready"
import { appendEntry } from "@/lib/timeline/append-entry"

/** A step to be made. `after` names other drafts of the same call by `key`. */
export type NewStep = {
  key: string
  connectionId: string
  credentialId: string | null
  damageId: string | null
  action: string
  input: JsonObject
  after: { key: string; until: "applied" | "verified"; settleMs: number }[]
  why: string
}

export type NewPlan = {
  incidentId: string
  kind: "contain" | "restore"
  title: string
  steps: readonly NewStep[]
  notes?: Omit<PlanNotes, "again">
}

export type CreatedPlan = {
  /** Null when every target had been requested before: there is nothing new to approve. */
  planId: string | null
  /** What an approval must repeat. */
  hash: string
  /** Live steps of earlier plans on the same targets: press them again instead of writing twice. */
  again: Step[]
}

/**
 * Stores a draft plan with its planned steps; a draft that says the same is taken as it is. Must run in a transaction that holds the incident's lock (lockIncident),
 * after the caller has checked the permission. A target that already has a live step in this incident gets no second
 * one. Throws invalid-input for an unknown action or an input that its schema refuses.
 */
export async function createPlan(
  tx: Tx,
  {
    plan,
    actor,
    at,
    connectors,
  }: { plan: NewPlan; actor: Actor; at: Date; connectors: readonly Connector[] },
): Promise<CreatedPlan> {
  const drafts = plan.steps.map((step) => resolve(step, plan.kind, connectors))
  const live = await tx.step.findMany({
    where: {
      incidentId: plan.incidentId,
      targetKey: { in: drafts.map((draft) => draft.targetKey) },
      OR: [
        { state: { notIn: [...notLive] } },
        // It waits for its typed name already, where it was approved with: another press makes no second one.
        { state: "planned", irreversible: true, plan: { state: "approved" } },
      ],
    },
  })
  const rows = assignIds(drafts, live)
  const hash = hashOf(plan, rows, live)
  if (rows.length === 0) {
    await keepByHand(tx, { plan, hash, actor, at })
    return { planId: null, hash, again: live }
  }
  const same = await tx.plan.findFirst({ where: { incidentId: plan.incidentId, state: "draft", hash } })
  if (same) return { planId: same.id, hash, again: live }
  await linkConnections(tx, plan)
  const created = await tx.plan.create({
    data: {
      incidentId: plan.incidentId,
      kind: plan.kind,
      title: plan.title,
      hash,
      createdBy: actorLabel(actor),
      createdById: actorUserId(actor),
      createdAt: at,
      proposal: { ...noNotes, ...plan.notes, again: live.map((step) => step.id) },
      steps: {
        createMany: {
          data: rows.map(({ definition, ...row }, position) => ({
            ...row,
            incidentId: plan.incidentId,
            position,
            irreversible: definition.irreversible,
            stateSince: at,
          })),
        },
      },
    },
  })
  await tx.stepTransition.createMany({
    data: rows.map((row) => ({ stepId: row.id, at, to: "planned" as const, by: actorLabel(actor) })),
  })
  await appendEntry(tx, {
    incidentId: plan.incidentId,
    kind: "plan.proposed",
    actor,
    body: { planId: created.id, planKind: plan.kind, title: plan.title, hash, steps: rows.length },
    now: at,
  })
  return { planId: created.id, hash, again: live }
}

/** What only hands can do is kept as well, as a plan without steps: it would be lost with the press otherwise. */
async function keepByHand(
  tx: Tx,
  { plan, hash, actor, at }: { plan: NewPlan; hash: string; actor: Actor; at: Date },
): Promise<void> {
  const notes = plan.notes ?? noNotes
  if (notes.manual.length + notes.refused.length === 0) return
  const { incidentId, kind, title } = plan
  const proposal: PlanNotes = { ...noNotes, ...notes, again: [] }
  const known = await tx.plan.findMany({ where: { incidentId, kind }, select: { proposal: true } })
  const said = known.map((one) => parsePlanNotes(one.proposal))
  const isKnown = (pick: (from: PlanNotes) => readonly unknown[]) =>
    pick(proposal).every((each) =>
      said.some((one) => pick(one).some((other) => isDeepStrictEqual(each, other))),
    )
  if (isKnown((one) => one.manual) && isKnown((one) => one.refused)) return
  const created = await tx.plan.create({
    data: {
      incidentId,
      kind,
      title,
      hash,
      state: "finished",
      createdBy: actorLabel(actor),
      createdById: actorUserId(actor),
      createdAt: at,
      finishedAt: at,
      proposal,
    },
  })
  await appendEntry(tx, {
    incidentId,
    kind: "plan.proposed",
    actor,
    body: { planId: created.id, planKind: kind, title, hash, steps: 0, byHand: notes.manual.length },
    now: at,
  })
}

/** States in which a target is free for a new step. */
export const notLive: readonly StepState[] = ["planned", "cancelled", "skipped", "undone"]

type Draft = NewStep & { definition: ActionDefinition; targetKey: string; targetLabel: string }

function resolve(step: NewStep, kind: string, connectors: readonly Connector[]): Draft {
  const definition = findHandler(connectors, step.action)?.definition
  if (!definition) throw invalidInput(`There is no action ${step.action}.`)
  if (definition.kind !== kind) throw invalidInput(`${step.action} is not an action to ${kind}.`)
  const parsed = definition.input.safeParse(step.input)
  if (!parsed.success)
    throw invalidInput(
      `The input of ${step.action} is not valid.`,
      parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    )
  const target = definition.target(parsed.data)
  return {
    ...step,
    input: parsed.data,
    definition,
    targetKey: targetKeyOf(step.connectionId, definition, parsed.data),
    targetLabel: target.label,
  }
}

/**
 * One live step per key and incident. A restore differs by its whole input (another point in time is another step);
 * a containment only by its target.
 */
export function targetKeyOf(connectionId: string, definition: ActionDefinition, input: JsonObject): string {
  const key = `${connectionId} ${definition.id} ${definition.target(input).key}`
  if (definition.kind === "contain") return key
  return `${key} ${createHash("sha256")
    .update(canonicalize(input) ?? "")
    .digest("hex")
    .slice(0, 16)}`
}

type Row = Omit<Prisma.StepCreateManyPlanInput, "after" | "incidentId" | "position"> & {
  id: string
  after: Edge[]
  definition: ActionDefinition
}

/** Gives the new ones their ids, so that edges can name rows, those of earlier plans too. */
function assignIds(drafts: readonly Draft[], live: readonly Step[]): Row[] {
  const ids = new Map<string, string>()
  const byTarget = new Map(live.map((step) => [step.targetKey, step.id]))
  for (const draft of drafts) {
    const id = byTarget.get(draft.targetKey) ?? randomUUIDv7()
    byTarget.set(draft.targetKey, id)
    ids.set(draft.key, id)
  }
  const taken = new Set(live.map((step) => step.id))
  const rows: Row[] = []
  for (const draft of drafts) {
    const id = ids.get(draft.key)
    if (id === undefined || taken.has(id)) continue
    taken.add(id)
    rows.push({
      id,
      connectionId: draft.connectionId,
      credentialId: draft.credentialId,
      damageId: draft.damageId,
      action: draft.action,
      input: draft.input as Prisma.InputJsonObject,
      targetKey: draft.targetKey,
      targetLabel: draft.targetLabel,
      why: draft.why,
      definition: draft.definition,
      after: draft.after.map(({ key, until, settleMs }) => {
        const stepId = ids.get(key)
        if (stepId === undefined) throw invalidInput(`A step comes after "${key}", which is not in the plan.`)
        return { stepId, until, settleMs }
      }),
    })
  }
  return rows
}

function hashOf(
  plan: Pick<NewPlan, "incidentId" | "kind">,
  rows: readonly Row[],
  live: readonly Step[],
): string {
  const text = planText({
    incidentId: plan.incidentId,
    kind: plan.kind,
    steps: rows.map((row) => ({
      id: row.id,
      action: row.action,
      connectionId: row.connectionId ?? null,
      credentialId: row.credentialId ?? null,
      damageId: row.damageId ?? null,
      targetKey: row.targetKey,
      input: row.input,
      irreversible: row.definition.irreversible,
      after: row.after,
    })),
    again: live.map((step) => step.targetKey),
    earlier: new Map(live.map((step) => [step.id, step.targetKey])),
  })
  return createHash("sha256").update(text).digest("hex")
}

/** A connection used by a plan belongs to the incident; the database refuses a drill's on a real incident and back. */
async function linkConnections(tx: Tx, plan: NewPlan): Promise<void> {
  const ids = [...new Set(plan.steps.map((step) => step.connectionId))]
  const [incident, connections] = await Promise.all([
    tx.incident.findUniqueOrThrow({ where: { id: plan.incidentId }, select: { isDrill: true } }),
    tx.connection.findMany({
      where: { id: { in: ids } },
      select: { id: true, name: true, isRange: true, archivedAt: true },
    }),
  ])
  for (const { name, isRange, archivedAt } of connections) {
    if (isRange !== incident.isDrill)
      throw preconditionFailed(
        incident.isDrill
          ? `A drill works only on the practice range; the connection ${name} is a real account.`
          : `The connection ${name} belongs to the practice range; a real incident cannot use it.`,
      )
    if (archivedAt !== null) throw preconditionFailed(`The connection ${name} was removed.`)
  }
  await tx.incidentConnection.createMany({
    data: connections.map(({ id, isRange }) => ({
      incidentId: plan.incidentId,
      isDrill: incident.isDrill,
      connectionId: id,
      isRange,
    })),
    skipDuplicates: true,
  })
}
