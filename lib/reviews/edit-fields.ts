import { type ImpactFigure, impactFigures } from "@/lib/reviews/figures"
import type { ReviewContent } from "@/lib/reviews/schema"

/** The review's text as the form holds it: one string per field, lists one item per line. */
export const textFields = ["summary", "whatHappened", "rootCause"] as const
export const listFields = ["contributingFactors", "wentWell", "wentBadly", "lucky"] as const
export type FieldName =
  | (typeof textFields)[number]
  | (typeof listFields)[number]
  | `${ImpactFigure}.${"value" | "source"}`
export type Fields = Record<FieldName, string>

export function toFields(content: ReviewContent): Fields {
  const impact = impactFigures.flatMap((figure) => [
    [`${figure}.value`, content.impact[figure].value],
    [`${figure}.source`, content.impact[figure].source],
  ])
  return Object.fromEntries([
    ...textFields.map((name) => [name, content[name]]),
    ...listFields.map((name) => [name, content[name].map(oneLine).join("\n")]),
    ...impact,
  ]) as Fields
}

export function toContent(fields: Fields): ReviewContent {
  const figure = (name: ImpactFigure) => ({
    value: fields[`${name}.value`].trim(),
    source: fields[`${name}.source`].trim(),
  })
  return {
    summary: fields.summary,
    whatHappened: fields.whatHappened,
    rootCause: fields.rootCause,
    contributingFactors: lines(fields.contributingFactors),
    wentWell: lines(fields.wentWell),
    wentBadly: lines(fields.wentBadly),
    lucky: lines(fields.lucky),
    impact: {
      downtimeMinutes: figure("downtimeMinutes"),
      failedRequests: figure("failedRequests"),
      usersAffected: figure("usersAffected"),
      dataLost: figure("dataLost"),
      cost: figure("cost"),
    },
  }
}

/**
 * Mine over theirs, field by field: what only one of us changed is taken from whoever did; where both did, mine stays
 * and theirs is told, so that nothing typed is lost.
 */
export function mergeFields(
  base: Fields,
  mine: Fields,
  theirs: Fields,
): { merged: Fields; clashes: Partial<Fields> } {
  const merged = { ...mine }
  const clashes: Partial<Fields> = {}
  for (const name of Object.keys(mine) as FieldName[]) {
    if (theirs[name] === base[name] || theirs[name] === mine[name]) continue
    if (mine[name] === base[name]) merged[name] = theirs[name]
    else clashes[name] = theirs[name]
  }
  return { merged, clashes }
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ")
}
