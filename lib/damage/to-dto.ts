import { z } from "zod"
import { acceptRefusal, restoreRefusal } from "@/lib/damage/policy"
import {
  type DamageDto,
  type DamageEffect,
  damageEffects,
  type PreflightCheckDto,
  type RestoreOptionDto,
} from "@/lib/damage/schema"
import type { Damage, RestoreOption, Step } from "@/lib/db/generated/client"

/** A damage's row with what belongs to it; options and steps oldest first. */
export type LoadedDamage = Damage & {
  connection: { name: string }
  options: RestoreOption[]
  steps: Pick<Step, "id" | "planId" | "state">[]
}

export const withDamage = {
  connection: { select: { name: true } },
  options: { orderBy: [{ available: "desc" as const }, { id: "asc" as const }] },
  steps: {
    where: { plan: { kind: "restore" as const } },
    select: { id: true, planId: true, state: true },
    orderBy: { id: "asc" as const },
  },
}

const detailSchema = z
  .object({
    objectsDeleted: z.number().catch(0),
    objectsOverwritten: z.number().catch(0),
    versionsPurged: z.number().catch(0),
    reasons: z.array(z.string()).catch([]),
  })
  .catch({ objectsDeleted: 0, objectsOverwritten: 0, versionsPurged: 0, reasons: [] })

/** `permission`: why the viewer may not do it at all; comes first. */
export function toDamageDto(
  row: LoadedDamage,
  permission: { restore: string | null; accept: string | null; look: string | null },
): DamageDto {
  return {
    id: row.id,
    connectionId: row.connectionId,
    connectionName: row.connection.name,
    resource: row.resource,
    resourceType: row.resourceType,
    name: row.name,
    region: row.region,
    grade: row.grade,
    effect: toEffect(row.effect),
    statement: row.statement,
    by: row.by,
    actor: row.actor === "known" || row.actor === "mixed" ? row.actor : "unknown",
    succeeded: row.succeeded,
    denied: row.denied,
    firstAt: row.firstAt?.toISOString() ?? null,
    lastAt: row.lastAt?.toISOString() ?? null,
    state: row.state,
    stateReason: row.stateReason,
    optionsState: toOptionsState(row.optionsState),
    options: row.options.map(toOptionDto),
    steps: row.steps,
    detail: detailSchema.parse(row.detail),
    version: row.version,
    may: {
      restore: permission.restore ?? restoreRefusal(row, row.options),
      accept: permission.accept ?? acceptRefusal(row.state),
      look: permission.look ?? (row.optionsState === "looking" ? "ways back are being looked for" : null),
    },
  }
}

function toOptionDto(row: RestoreOption): RestoreOptionDto {
  return {
    id: row.id,
    action: row.action,
    method: row.method,
    available: row.available,
    reason: row.reason,
    point: row.point?.toISOString() ?? null,
    expectedLoss: row.expectedLoss,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    estimateSeconds: row.estimateSeconds,
    preflight: parsePreflight(row.preflight),
    input: asRecord(row.input),
    detail: asRecord(row.detail),
    computedAt: row.computedAt.toISOString(),
  }
}

const preflightSchema = z.array(
  z.object({ name: z.string(), outcome: z.enum(["passed", "failed", "unknown"]), statement: z.string() }),
)

export function parsePreflight(value: unknown): PreflightCheckDto[] {
  return preflightSchema.parse(value)
}

function asRecord(value: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).catch({}).parse(value)
}

function toEffect(word: string): DamageEffect {
  return damageEffects.find((effect) => effect === word) ?? "changed"
}

export function toOptionsState(word: string): DamageDto["optionsState"] {
  return word === "looking" || word === "looked" || word === "failed" ? word : "not_looked"
}
