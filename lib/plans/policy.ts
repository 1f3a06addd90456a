/** The states of a step; the same words are in the database, on the screen and in the timeline. */
export const stepStates = [
  "planned",
  "approved",
  "queued",
  "snapshotted",
  "attempting",
  "applied",
  "verifying",
  "verified",
  "unverifiable",
  "stated",
  "in_doubt",
  "ineffective",
  "failed",
  "skipped",
  "cancelled",
  "undone",
] as const
export type StepState = (typeof stepStates)[number]

/**
 * From which state a step may go where. The engine, the verbs and the buttons all read this table. A step that is
 * taken back goes the same road with `operation` = "undo": queued, attempting, undone; its snapshot is the one it has,
 * so it is not taken again. An `undone` step may be requested again only through a new step.
 */
export const stepTransitions: Record<StepState, readonly StepState[]> = {
  planned: ["approved", "skipped", "cancelled", "stated"],
  approved: ["queued", "cancelled", "skipped"],
  /** attempting: undo only. */
  queued: ["snapshotted", "attempting", "failed", "cancelled", "skipped"],
  /** verifying: the effect was already in force, nothing was called. */
  snapshotted: ["attempting", "verifying", "failed", "cancelled"],
  /** attempting again: a lost undo is repeated, since undo reads first. queued: an undo is tried again later. */
  attempting: ["applied", "snapshotted", "queued", "attempting", "failed", "in_doubt", "undone"],
  /** queued: to be taken back at once. */
  applied: ["verifying", "queued"],
  verifying: ["verified", "unverifiable", "ineffective", "queued"],
  verified: ["ineffective", "queued"],
  unverifiable: ["verifying", "queued", "stated"],
  stated: ["queued"],
  in_doubt: ["queued", "applied", "failed", "stated", "undone"],
  ineffective: ["queued", "verifying", "stated"],
  failed: ["queued", "stated", "skipped"],
  skipped: ["queued", "stated"],
  cancelled: ["stated"],
  undone: [],
}

export function mayMove(from: StepState, to: StepState): boolean {
  return stepTransitions[from].includes(to)
}

/** Steps that come after one in such a state may be able to start: done as far as it goes, by hand, or left out. */
export function isWayFree(state: StepState): boolean {
  return ["applied", "verified", "unverifiable", "stated", "skipped"].includes(state)
}

/** Nothing more happens by itself in these. */
export const endStates: readonly StepState[] = [
  "verified",
  "unverifiable",
  "stated",
  "ineffective",
  "failed",
  "skipped",
  "cancelled",
  "undone",
]

export function isEnded(state: StepState): boolean {
  return endStates.includes(state)
}

/** How often one call is tried, counting the first, before the step ends as failed. */
export const maxAttempts = 6

/** How often a step is applied again by itself when somebody undoes it or adds to what it covers. */
export const maxReapplications = 3

/** How long and how often a proven containment is looked at again by itself, ms (domain: keep watching 30 min). */
export const watchForMs = 30 * 60_000
export const watchEveryMs = 60_000

/** The reason shown on a step while a person's re-check of it is on its way. */
export const recheckAsked = "Being checked again."

/** Order on the screen: what needs a person, then what moves, then what cannot be known, then proven, then ended. */
export const stepOrder: Record<StepState, number> = {
  in_doubt: 0,
  failed: 1,
  ineffective: 2,
  attempting: 3,
  applied: 4,
  verifying: 4,
  snapshotted: 5,
  queued: 5,
  approved: 5,
  planned: 6,
  unverifiable: 7,
  stated: 8,
  verified: 9,
  undone: 10,
  skipped: 11,
  cancelled: 11,
}
