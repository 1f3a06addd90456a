import type { ReviewMetric } from "@/lib/reviews/schema"

type Times = {
  impactStartedAt: string | null
  detectedAt: string
  containedAt: string | null
  recoveredAt: string | null
  resolvedAt: string | null
}

const definitions: readonly { name: string; definition: string; from: keyof Times; to: keyof Times }[] = [
  {
    name: "Time to detect",
    definition: "first destructive effect to detection",
    from: "impactStartedAt",
    to: "detectedAt",
  },
  {
    name: "Time to contain",
    definition: "detection to all credentials proven dead",
    from: "detectedAt",
    to: "containedAt",
  },
  {
    name: "Exposure",
    definition: "first destructive effect to all credentials proven dead",
    from: "impactStartedAt",
    to: "containedAt",
  },
  {
    name: "Time to restore",
    definition: "detection to every damage restored and verified",
    from: "detectedAt",
    to: "recoveredAt",
  },
  { name: "Time to resolve", definition: "detection to resolved", from: "detectedAt", to: "resolvedAt" },
]

const missing: Record<keyof Times, string> = {
  impactStartedAt: "the first destructive effect is not known",
  detectedAt: "detection is not recorded",
  containedAt: "containment was not proven",
  recoveredAt: "recovery was not verified",
  resolvedAt: "not resolved",
}

/**
 * Durations in milliseconds with their definitions. A missing time gives null and says which; a negative duration is
 * a data error and gives null too, never zero.
 */
export function computeMetrics(times: Times): ReviewMetric[] {
  return definitions.map(({ name, definition, from, to }) => {
    const start = times[from]
    const end = times[to]
    if (!start || !end) return { name, definition, milliseconds: null, missing: missing[start ? to : from] }
    const milliseconds = Date.parse(end) - Date.parse(start)
    return milliseconds < 0
      ? { name, definition, milliseconds: null, missing: "its times contradict each other" }
      : { name, definition, milliseconds, missing: "" }
  })
}
