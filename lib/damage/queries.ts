import { queryOptions } from "@tanstack/react-query"
import type { DamageOverviewDto } from "@/lib/damage/schema"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

/** Every damage of the incident, worst first, with the summary of the command view. */
export function damagesQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "damages"],
    queryFn: ({ signal }) => fetchJson<DamageOverviewDto>(apiPaths.damages(reference), { signal }),
  })
}

/**
 * Writes: `options` looks for ways back again (ComputeOptionsInput -> DamageOverviewDto), `restore` proposes one plan
 * (ProposeRestoreInput -> PlanDto), `accept` accepts a loss (AcceptLossInput -> DamageDto). All POST.
 */
export const damageWrites = {
  options: apiPaths.damageOptions,
  restore: apiPaths.damageRestore,
  accept: apiPaths.damageAccept,
}
