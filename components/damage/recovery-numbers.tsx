"use client"

import { count } from "@/components/damage/damage-numbers"
import { Stat, StatList } from "@/components/patterns/stat-list"
import { isLoss } from "@/lib/damage/policy"
import type { DamageOverviewDto } from "@/lib/damage/schema"
import { formatPlural } from "@/lib/format"

/** How far the recovery is. Restored counts proofs only; an accepted loss is no restore. */
export function RecoveryNumbers({ overview }: { overview: DamageOverviewDto }) {
  const { summary } = overview
  const losses = overview.damages.filter((damage) => isLoss(damage.effect))
  const moving = losses.filter((d) => d.state === "planned" || d.state === "restoring").length
  const known = summary.assessed
  return (
    <section aria-label="Recovery in numbers" className="rounded-2 border bg-surface">
      <StatList>
        <Stat
          label="Losses"
          tone={losses.length > 0 ? "text-agent" : ""}
          text={!known && losses.length === 0}
          note={known ? "resources that need a way back" : "no reading is complete"}
        >
          {count(losses.length, known)}
        </Stat>
        <Stat
          label="Way back found"
          text={!known && summary.wayBackFound === 0}
          note={known ? `still looking for ${summary.stillLooking}` : "no reading is complete"}
        >
          {count(summary.wayBackFound, known)}
        </Stat>
        <Stat label="Planned or restoring" note="not verified">
          {moving}
        </Stat>
        <Stat
          label="Restored, verified"
          tone={summary.restored > 0 ? "text-proven" : ""}
          note={`${formatPlural(summary.partlyRestored, "more", "more")} in part`}
        >
          {summary.restored}
        </Stat>
        <Stat
          label="No way back"
          text={!known && summary.noWayBack === 0}
          note={`loss of ${summary.accepted} accepted`}
        >
          {count(summary.noWayBack, known)}
        </Stat>
      </StatList>
    </section>
  )
}
