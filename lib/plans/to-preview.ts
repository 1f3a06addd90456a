import type { Inspection } from "@/lib/connectors/contract"

/** What of an inspection is kept on the step for the screen; the snapshot has its own column. */
export type StoredPreview = {
  inspectedAt: string
  inEffect: Inspection["inEffect"]
  changes: string[]
  warnings: string[]
  collateral: Inspection["collateral"] | null
  refusal: string | null
  failure: string | null
  /** Looked at in full; false when the look was made in a hurry and may have left collateral out. */
  full: boolean
}

export function toPreview(inspection: Inspection, at: Date, full = true): StoredPreview {
  return {
    inspectedAt: at.toISOString(),
    inEffect: inspection.inEffect,
    changes: inspection.changes,
    warnings: inspection.warnings,
    collateral: inspection.collateral,
    refusal: inspection.refusal ?? null,
    failure: null,
    full,
  }
}

/** A look that did not succeed is kept as such: who else is hit is then unknown, not nobody. */
export function failedPreview(message: string, at: Date): StoredPreview {
  return {
    inspectedAt: at.toISOString(),
    inEffect: "unknown",
    changes: [],
    warnings: [],
    collateral: null,
    refusal: null,
    failure: message,
    full: false,
  }
}

/** A hurried look knows the state best; who else is hit is taken from the full look that was made before it. */
export function mergePreview(hurried: StoredPreview, before: StoredPreview | null): StoredPreview {
  if (!before?.full) return hurried
  const { collateral, warnings, changes } = before
  return {
    ...hurried,
    collateral,
    changes,
    warnings: [...new Set([...warnings, ...hurried.warnings])],
    full: true,
  }
}
