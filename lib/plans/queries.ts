import { queryOptions } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"
import type { PlanListDto } from "@/lib/plans/schema"

/** Every plan of an incident with its steps, newest plan first. Invalidated by each timeline entry of the incident. */
export function plansQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "plans"],
    queryFn: ({ signal }) => fetchJson<PlanListDto>(`/api/incidents/${reference}/plans`, { signal }),
  })
}

/** Where each press goes (all POST, JSON). */
export const planPaths = {
  propose: (reference: string) => `/api/incidents/${reference}/plans`,
  contain: (reference: string) => `/api/incidents/${reference}/plans/contain`,
  preview: (reference: string, planId: string) => `/api/incidents/${reference}/plans/${planId}/preview`,
  approve: (reference: string, planId: string) => `/api/incidents/${reference}/plans/${planId}/approve`,
  edit: (reference: string, planId: string) => `/api/incidents/${reference}/plans/${planId}/edit`,
  cancel: (reference: string, planId: string) => `/api/incidents/${reference}/plans/${planId}/cancel`,
  step: (
    stepId: string,
    verb: "cancel" | "skip" | "retry" | "recheck" | "repeat" | "close" | "state" | "undo",
  ) => `/api/steps/${stepId}/${verb}`,
}
