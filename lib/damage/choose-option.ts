import type { DamageDto, RestoreOptionDto } from "./schema"

/** The way back that is proposed: the first available one, in the connector's order; null when there is none. */
export function chooseOption(damage: Pick<DamageDto, "options">): RestoreOptionDto | null {
  return damage.options.find((option) => option.available) ?? null
}
