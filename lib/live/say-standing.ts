import { formatPlural } from "@/lib/format"
import type { LiveDto } from "@/lib/live/schema"

/** The live page's second sentence: how far the agent is cut off, from step states alone. Pure. */
export function sayStanding({ containment: c }: Pick<LiveDto, "containment">): string {
  if (c.total === 0) return "Which credentials it has is not known yet."
  if (c.contained)
    return c.total === 1
      ? "Its one known credential is proven dead."
      : `All ${c.total} of its known credentials are proven dead.`
  const open = c.total - c.proven
  if (c.total === 1) return "Its one known credential is not proven dead."
  return `${c.proven} of its ${formatPlural(c.total, "known credential")} ${c.proven === 1 ? "is" : "are"} proven dead; ${open} ${open === 1 ? "is" : "are"} not.`
}
