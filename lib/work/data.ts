import "server-only"
import { refusal } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import type { SourceReport } from "@/lib/connectors/assessment-contract"
import type { Connector, JsonObject } from "@/lib/connectors/contract"
import { findHandler } from "@/lib/connectors/find-action"
import type { Context } from "@/lib/context"
import type { RunningWork, Step, WorkLook } from "@/lib/db/generated/client"
import { notFound } from "@/lib/errors"
import { targetKeyOf } from "@/lib/plans/create-plan"
import { isCommander } from "@/lib/plans/require-plan-permission"
import type { World } from "@/lib/plans/world"
import { byUrgency, stopRefusal } from "@/lib/work/policy"
import type { WorkDto, WorkListDto, WorkLookDto } from "@/lib/work/schema"

/** What the agent started and what goes on of it, as far as somebody looked. */
export async function readWork({
  ctx,
  reference,
  world,
}: {
  ctx: Context
  reference: string
  world: Pick<World, "connectors">
}): Promise<WorkListDto> {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({ where: { reference }, select: { id: true } })
  if (!incident) throw notFound(`There is no incident ${reference}.`)
  const incidentId = incident.id
  const [rows, look, commands] = await Promise.all([
    ctx.db.runningWork.findMany({
      where: { incidentId },
      include: { connection: { select: { name: true } } },
      orderBy: { startedAt: "desc" },
      take: 500,
    }),
    ctx.db.workLook.findUnique({ where: { incidentId } }),
    isCommander(ctx.db, incidentId, ctx.actor),
  ])
  const keys = new Map(rows.map((row) => [row.id, stopKey(row, world.connectors)]))
  const steps = await ctx.db.step.findMany({
    where: { incidentId, targetKey: { in: [...keys.values()].filter((key) => key !== null) } },
    orderBy: { id: "asc" },
  })
  const newest = new Map(steps.map((step) => [step.targetKey, step]))
  const mayStop = refusal(ctx.actor, "plan.approve", commands)
  const work = rows.map((row) => {
    const step = newest.get(keys.get(row.id) ?? "") ?? null
    return toWorkDto(row, { step, mayStop, connectors: world.connectors })
  })
  return {
    look: toLookDto(look, ctx.now()),
    work: work.sort(byUrgency),
    may: { look: refusal(ctx.actor, "plan.propose", commands), stop: mayStop },
  }
}

/** The key of the step that stops it; null when no action does. */
export function stopKey(
  row: Pick<RunningWork, "connectionId" | "stopAction" | "stopInput">,
  connectors: readonly Connector[],
): string | null {
  const definition = row.stopAction ? findHandler(connectors, row.stopAction)?.definition : undefined
  return definition ? targetKeyOf(row.connectionId, definition, row.stopInput as JsonObject) : null
}

function toWorkDto(
  row: RunningWork & { connection: { name: string } },
  {
    step,
    mayStop,
    connectors,
  }: { step: Step | null; mayStop: string | null; connectors: readonly Connector[] },
): WorkDto {
  const definition = row.stopAction ? findHandler(connectors, row.stopAction)?.definition : undefined
  const undo = definition?.undo
  return {
    id: row.id,
    kindTitle: row.kindTitle,
    resource: row.resource,
    region: row.region,
    connectionName: row.connection.name,
    startedBy: row.startedBy,
    startedAt: row.startedAt.toISOString(),
    startedAction: row.startedAction,
    state: stateOf(row.state),
    word: row.word,
    readAt: row.readAt.toISOString(),
    stop:
      definition && undo
        ? { title: definition.title, undo: undo.possible ? "Can be taken back." : undo.reason }
        : null,
    guidance: row.guidance,
    link: row.link,
    step: step && {
      id: step.id,
      state: step.state,
      since: step.stateSince.toISOString(),
      reason: step.reason,
    },
    refusal:
      mayStop ??
      stopRefusal({
        state: row.state,
        stoppable: definition !== undefined,
        step: step?.state ?? null,
        readSince: step === null || row.readAt > step.stateSince,
      }),
  }
}

function stateOf(state: string): WorkDto["state"] {
  return state === "running" || state === "ending" || state === "ended" ? state : "unknown"
}

function toLookDto(row: WorkLook | null, now: Date): WorkLookDto {
  const sources = (row?.coverage ?? []) as unknown as SourceReport[]
  return {
    state: lookState(row, now),
    askedBy: row?.askedBy ?? "",
    askedAt: row?.askedAt.toISOString() ?? null,
    lookedAt: row?.lookedAt?.toISOString() ?? null,
    nextAt: row?.dueAt && row.dueAt > now ? row.dueAt.toISOString() : null,
    failure: row?.failure ?? "",
    sources: sources.map(({ label, failure, latenessNote, cannotSee }) => ({
      label,
      failure,
      latenessNote,
      cannotSee,
    })),
  }
}

function lookState(row: WorkLook | null, now: Date): WorkLookDto["state"] {
  if (!row) return "never"
  if (row.leaseUntil !== null && row.leaseUntil > now) return "looking"
  if (row.dueAt !== null && row.dueAt <= now) return "asked"
  return row.lookedAt || row.failure ? "looked" : "asked"
}
