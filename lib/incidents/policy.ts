export const incidentStatuses = [
  "declared",
  "contained",
  "assessing",
  "recovering",
  "monitoring",
  "resolved",
  "reviewed",
] as const
export type IncidentStatus = (typeof incidentStatuses)[number]

export const incidentRoles = ["commander", "operations", "communications", "scribe"] as const
export type IncidentRole = (typeof incidentRoles)[number]

export const firstStepKinds = ["stop", "revoke", "assess", "alert"] as const
export type FirstStepKind = (typeof firstStepKinds)[number]

const minute = 60_000

/** Written definitions, so that two people under stress choose the same level. When unsure, take the worse one. */
export const severities = {
  1: {
    name: "SEV-1",
    definition:
      "Production data lost or its state unknown, customers without service, an agent that still has write access, or an administrator's credential.",
    cadenceMs: 15 * minute,
    cadence: "every 15 min",
  },
  2: {
    name: "SEV-2",
    definition: "Production degraded, or data lost with a proven way back.",
    cadenceMs: 30 * minute,
    cadence: "every 30 min",
  },
  3: {
    name: "SEV-3",
    definition: "Something outside production was destroyed; no customer notices.",
    cadenceMs: 120 * minute,
    cadence: "every 2 h",
  },
  4: {
    name: "SEV-4",
    definition: "Attempted or denied: a near miss.",
    cadenceMs: 24 * 60 * minute,
    cadence: "daily",
  },
} as const
export type Severity = keyof typeof severities

export function severityOf(value: number): Severity {
  return value === 1 || value === 2 || value === 3 ? value : value === 4 ? 4 : 1
}

/** Time between stakeholder updates, ms. */
export function messageCadenceMs(severity: number): number {
  return severities[severityOf(severity)].cadenceMs
}

/** The first message and the first acknowledgement are due this long after declaring, ms. */
export const firstMinutesMs = 5 * minute

const transitions: Record<IncidentStatus, readonly IncidentStatus[]> = {
  declared: ["contained", "assessing", "recovering", "monitoring", "resolved"],
  contained: ["declared", "assessing", "recovering", "monitoring", "resolved"],
  assessing: ["declared", "contained", "recovering", "monitoring", "resolved"],
  recovering: ["declared", "contained", "assessing", "monitoring", "resolved"],
  monitoring: ["declared", "contained", "assessing", "recovering", "resolved"],
  resolved: ["monitoring", "declared", "reviewed"],
  reviewed: ["resolved"],
}

export type StatusChange =
  | { allowed: false; reason: string }
  /** `stated`: the proofs do not support it, so the person's reason is shown with it. */
  | { allowed: true; stated: boolean; why: string }

/**
 * Whether the status may change, and whether that would be stated rather than proven. `contained` is computed from
 * proofs: whoever sets it earlier states it. So does whoever resolves while something is not contained.
 */
export function judgeStatusChange(
  from: IncidentStatus,
  to: IncidentStatus,
  facts: { contained: boolean; credentials: number; openDamage: number },
): StatusChange {
  if (from === to) return { allowed: false, reason: `it is ${to} already` }
  if (to === "reviewed") return { allowed: false, reason: "complete the review instead" }
  if (!transitions[from].includes(to)) return { allowed: false, reason: `${from} cannot become ${to}` }
  const uncontained =
    !facts.contained &&
    (to === "contained" || to === "recovering" || to === "monitoring" || to === "resolved")
  if (uncontained) {
    const what = facts.credentials === 0 ? "no credential is known" : "not every credential is proven dead"
    return { allowed: true, stated: true, why: `${what}; the status will show as stated` }
  }
  if (to === "declared" && facts.contained)
    return {
      allowed: true,
      stated: true,
      why: "every credential is proven dead; the status will show as stated",
    }
  if (to === "resolved" && facts.openDamage > 0) {
    return {
      allowed: true,
      stated: true,
      why: `${facts.openDamage} damaged resources are not settled; the status will show as stated`,
    }
  }
  return { allowed: true, stated: false, why: "" }
}

export function isOpen(status: IncidentStatus): boolean {
  return status !== "resolved" && status !== "reviewed"
}
