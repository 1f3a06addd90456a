export const contactKinds = ["on_call_engineer", "infrastructure_team", "manager", "stakeholder"] as const
export type ContactKindName = (typeof contactKinds)[number]

export const contactKindTitles: Record<ContactKindName, string> = {
  on_call_engineer: "On-call engineer",
  infrastructure_team: "Infrastructure team",
  manager: "Manager",
  stakeholder: "Stakeholder",
}

export const webhookShapes = ["pagerduty", "plain"] as const
