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
}

export function toPreview(inspection: Inspection, at: Date): StoredPreview {
  return {
    inspectedAt: at.toISOString(),
    inEffect: inspection.inEffect,
    changes: inspection.changes,
    warnings: inspection.warnings,
    collateral: inspection.collateral,
    refusal: inspection.refusal ?? null,
    failure: null,
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
  }
}
