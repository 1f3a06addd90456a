/** Figures of the impact, in the order of the report, with their names. */
export const impactFigures = [
  "downtimeMinutes",
  "failedRequests",
  "usersAffected",
  "dataLost",
  "cost",
] as const
export type ImpactFigure = (typeof impactFigures)[number]

export const figureTitles: Record<ImpactFigure, string> = {
  downtimeMinutes: "Downtime",
  failedRequests: "Failed requests",
  usersAffected: "Users affected",
  dataLost: "Data lost",
  cost: "Cost",
}
