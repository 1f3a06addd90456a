import type { StepState } from "@/lib/plans/policy"

/** How a state is drawn: word, colour role and fill. The glyph is `state-glyph`. */
export type StepLook = { word: string; color: string; cell: string }

export const stepLooks: Record<StepState, StepLook> = {
  planned: { word: "Planned", color: "text-ink-3", cell: "cell-none" },
  approved: { word: "Requested", color: "text-ink-2", cell: "cell-requested" },
  queued: { word: "Requested", color: "text-ink-2", cell: "cell-requested" },
  snapshotted: { word: "Requested", color: "text-ink-2", cell: "cell-requested" },
  attempting: { word: "Attempting", color: "text-motion", cell: "cell-attempting" },
  applied: { word: "Applied", color: "text-motion", cell: "cell-applied" },
  verifying: { word: "Applied", color: "text-motion", cell: "cell-applied" },
  verified: { word: "Proven", color: "text-proven", cell: "cell-proven" },
  unverifiable: { word: "Unverifiable", color: "text-unknown", cell: "cell-unverifiable" },
  stated: { word: "Stated", color: "text-unknown", cell: "cell-stated" },
  in_doubt: { word: "In doubt", color: "text-move-ink", cell: "cell-doubt" },
  ineffective: { word: "No effect", color: "text-agent", cell: "cell-bad" },
  failed: { word: "Failed", color: "text-agent", cell: "cell-bad" },
  skipped: { word: "Skipped", color: "text-ink-3", cell: "cell-gone" },
  cancelled: { word: "Cancelled", color: "text-ink-3", cell: "cell-gone" },
  undone: { word: "Undone", color: "text-ink-2", cell: "cell-gone" },
}
