import { chooseOption } from "@/lib/damage/choose-option"
import { isPlannable } from "@/lib/damage/policy"
import type { DamageDto, ProposeRestoreInput, RestoreOptionDto } from "@/lib/damage/schema"
import { parseUtc } from "@/lib/format"

/** What a person chose for one damage; empty fields mean: as proposed. */
export type RestoreChoice = {
  selected: boolean
  optionId: string
  /** As typed, UTC. */
  point: string
  mode: "" | "copy" | "markers"
  /** "" beside, on the same keys. */
  bucket: string
  prefix: string
}

/** As proposed: the first way back, at its own point; selected when it can be planned and no check fails. */
export function defaultChoice(damage: DamageDto): RestoreChoice {
  const option = chooseOption(damage)
  return {
    selected: isPlannable(damage) && option !== null && failedCheck(option) === null,
    optionId: option?.id ?? "",
    point: "",
    mode: "",
    bucket: "",
    prefix: "",
  }
}

/** The chosen way back; a look that replaced it leads back to the proposed one. */
export function optionOf(damage: DamageDto, choice: RestoreChoice): RestoreOptionDto | null {
  return (
    damage.options.find((option) => option.available && option.id === choice.optionId) ?? chooseOption(damage)
  )
}

/** Why this choice cannot go into a plan, as a fragment; null when it can. */
export function choiceRefusal(damage: DamageDto, choice: RestoreChoice): string | null {
  const option = optionOf(damage, choice)
  if (damage.may.restore) return damage.may.restore
  if (!option) return "no way back was found"
  const failed = failedCheck(option)
  if (failed) return `a check fails: ${failed}`
  if (choice.point && !parseUtc(choice.point)) return "the point is no time"
  if (choice.prefix && !choice.bucket) return "name the other bucket"
  return null
}

/** What is sent for it. */
export function toRestore(
  damage: DamageDto,
  choice: RestoreChoice,
): ProposeRestoreInput["restores"][number] | null {
  const option = optionOf(damage, choice)
  if (!option) return null
  const point = choice.point ? parseUtc(choice.point) : null
  return {
    damageId: damage.id,
    optionId: option.id,
    ...(point ? { point } : {}),
    ...(choice.mode ? { mode: choice.mode } : {}),
    ...(choice.bucket ? { destination: { bucket: choice.bucket.trim(), prefix: choice.prefix } } : {}),
  }
}

function failedCheck(option: RestoreOptionDto): string | null {
  return option.preflight.find((check) => check.outcome === "failed")?.name ?? null
}
