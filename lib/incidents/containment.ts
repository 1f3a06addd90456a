import type { StepState } from "@/lib/plans/policy"

/** How far the containment of one credential is. */
export type Certainty =
  | "proven"
  | "applied"
  | "under_way"
  | "not_started"
  | "in_doubt"
  | "failed"
  | "unverifiable"
  | "stated"

export type ContainmentStep = {
  credentialId: string | null
  planId: string
  targetKey: string
  state: StepState
  endedAt: Date | null
  reason: string
}
export type ContainmentCredential = {
  id: string
  label: string
  statedAt: Date | null
  statedBy: string | null
}

export type CredentialContainment = {
  credentialId: string
  label: string
  certainty: Certainty
  /** The state of the step that decides, for the cell. */
  state: StepState
  why: string
}

export type Containment = {
  total: number
  proven: number
  applied: number
  underWay: number
  notStarted: number
  unverifiable: number
  stated: number
  needsDecision: number
  /** Every credential has steps and each of them is verified. Nothing else makes it true. */
  contained: boolean
  /** When the last proof came; null unless contained. */
  provenAt: Date | null
  credentials: CredentialContainment[]
}

/** States that have left the plan: they prove nothing. */
const gone: readonly StepState[] = ["skipped", "cancelled", "undone"]

/** Worst first: a credential is as certain as its least certain step. */
const rank: readonly Certainty[] = [
  "in_doubt",
  "failed",
  "not_started",
  "under_way",
  "applied",
  "unverifiable",
  "stated",
  "proven",
]

const certaintyOf: Record<StepState, Certainty> = {
  planned: "not_started",
  approved: "under_way",
  queued: "under_way",
  snapshotted: "under_way",
  attempting: "under_way",
  applied: "applied",
  verifying: "applied",
  verified: "proven",
  unverifiable: "unverifiable",
  stated: "stated",
  in_doubt: "in_doubt",
  ineffective: "failed",
  failed: "failed",
  skipped: "not_started",
  cancelled: "not_started",
  undone: "not_started",
}

/**
 * What may be said about containment, from step states alone. Pure. Steps without a credential (guards) are left out;
 * a draft that nobody approved does not count against a credential that another plan proves. A step of a plan under way
 * that was never asked for, called off, left out or taken back leaves that way in open: the rest of the plan proves the
 * credential no longer, until the same is done by another step.
 */
export function computeContainment(
  credentials: readonly ContainmentCredential[],
  steps: readonly ContainmentStep[],
): Containment {
  const rows = credentials.map((credential) =>
    one(
      credential,
      steps.filter((s) => s.credentialId === credential.id),
    ),
  )
  const count = (...kinds: Certainty[]) => rows.filter((r) => kinds.includes(r.certainty)).length
  const proven = count("proven")
  const contained = rows.length > 0 && proven === rows.length
  const ends = steps
    .filter((s) => s.credentialId !== null && s.state === "verified" && s.endedAt)
    .map((s) => Number(s.endedAt))
  return {
    total: rows.length,
    proven,
    applied: count("applied"),
    underWay: count("under_way"),
    notStarted: count("not_started"),
    unverifiable: count("unverifiable"),
    stated: count("stated"),
    needsDecision: count("in_doubt", "failed"),
    contained,
    provenAt: contained && ends.length > 0 ? new Date(Math.max(...ends)) : null,
    credentials: rows.sort((a, b) => rank.indexOf(a.certainty) - rank.indexOf(b.certainty)),
  }
}

function one(credential: ContainmentCredential, steps: readonly ContainmentStep[]): CredentialContainment {
  const base = { credentialId: credential.id, label: credential.label }
  const live = steps.filter((s) => !gone.includes(s.state))
  const started = live.filter((s) => s.state !== "planned")
  const counted = started.length > 0 ? started : live
  const worst = [...counted].sort(
    (a, b) => rank.indexOf(certaintyOf[a.state]) - rank.indexOf(certaintyOf[b.state]),
  )[0]
  const open = leftOpen(steps, counted)
  if (worst && certaintyOf[worst.state] === "proven" && !open)
    return { ...base, certainty: "proven", state: "verified", why: "" }
  if (credential.statedAt && !isRefuted(credential.statedAt, worst)) {
    return {
      ...base,
      certainty: "stated",
      state: "stated",
      why: `rotated, says ${credential.statedBy ?? "somebody"}; no proof`,
    }
  }
  if (!worst)
    return { ...base, certainty: "not_started", state: "planned", why: "nothing has been asked for yet" }
  if (open && rank.indexOf(certaintyOf[worst.state]) > rank.indexOf("not_started"))
    return {
      ...base,
      certainty: "not_started",
      state: open.state,
      why:
        open.reason || (open.state === "planned" ? "a step waits for approval" : `a step was ${open.state}`),
    }
  return { ...base, certainty: certaintyOf[worst.state], state: worst.state, why: worst.reason }
}

const leavesOpen: readonly StepState[] = ["planned", "cancelled", "skipped", "undone"]

/** A step that is not done, of a plan that is counted on, and that no other step has made good. */
function leftOpen(
  steps: readonly ContainmentStep[],
  counted: readonly ContainmentStep[],
): ContainmentStep | undefined {
  return steps.find(
    (s) =>
      leavesOpen.includes(s.state) &&
      counted.some((c) => c.planId === s.planId) &&
      !counted.some((c) => c.targetKey === s.targetKey),
  )
}

/** A look that found the credential alive counts for more than what was said before it. */
function isRefuted(statedAt: Date, worst: ContainmentStep | undefined): boolean {
  return worst?.state === "ineffective" && worst.endedAt !== null && worst.endedAt > statedAt
}
