import type { CoverageDto } from "@/lib/assessment/schema"
import { isLoss } from "@/lib/damage/policy"
import type { DamageDto, DamageSummaryDto } from "@/lib/damage/schema"

/** The numbers of the command view, from the damages, what the sources cover, and the identities' effects. */
export function summariseDamage(
  damages: readonly DamageDto[],
  given: { assessed: boolean; coverage: CoverageDto; effects: { succeeded: number; denied: number } },
): DamageSummaryDto {
  const losses = damages.filter((damage) => isLoss(damage.effect))
  const count = (state: DamageDto["state"]) => losses.filter((damage) => damage.state === state).length
  const sum = (of: (damage: DamageDto) => number) => damages.reduce((total, damage) => total + of(damage), 0)
  const types = Map.groupBy(damages, (damage) => damage.resourceType)
  const { coverage } = given
  return {
    assessed: given.assessed,
    resources: damages.length,
    resourcesByType: [...types]
      .map(([type, list]) => ({ type: nounOf(type), count: list.length }))
      .toSorted((a, b) => b.count - a.count),
    objectsDeleted: sum((damage) => damage.detail.objectsDeleted),
    versionsPurged: sum((damage) => damage.detail.versionsPurged),
    objectsOverwritten: sum((damage) => damage.detail.objectsOverwritten),
    wayBackFound: losses.filter((damage) => damage.options.some((option) => option.available)).length,
    noWayBack: count("no_way_back"),
    stillLooking: losses.filter(
      ({ optionsState }) => optionsState === "not_looked" || optionsState === "looking",
    ).length,
    restored: count("restored"),
    partlyRestored: count("partly_restored"),
    accepted: count("accepted"),
    firstToExpire: firstToExpire(damages),
    effectsSucceeded: given.effects.succeeded,
    effectsDenied: given.effects.denied,
    firstAt: times(damages.map((damage) => damage.firstAt)).at(0) ?? null,
    lastAt: times(damages.map((damage) => damage.lastAt)).at(-1) ?? null,
    completeUpTo: coverage.completeUpTo,
    sources: coverage.sources.map(({ label, kind, completeUpTo, state }) => ({
      label,
      kind,
      completeUpTo,
      state,
    })),
    gaps: coverage.gaps,
  }
}

/** The way back that closes first among damages that still need one. */
function firstToExpire(damages: readonly DamageDto[]): DamageSummaryDto["firstToExpire"] {
  const open = damages.filter(({ state }) => state !== "restored" && state !== "accepted")
  const closing = open.flatMap(({ id, name, options }) =>
    options.flatMap(({ available, expiresAt }) =>
      available && expiresAt !== null ? [{ damageId: id, name, expiresAt }] : [],
    ),
  )
  return closing.toSorted((a, b) => a.expiresAt.localeCompare(b.expiresAt))[0] ?? null
}

function times(list: readonly (string | null)[]): string[] {
  return list.filter((time) => time !== null).toSorted()
}

/** "AWS::S3::Bucket" -> "bucket", "AWS::IAM::AccessKey" -> "access key". */
function nounOf(type: string): string {
  const last = type.split("::").at(-1) || type
  return last.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase()
}
