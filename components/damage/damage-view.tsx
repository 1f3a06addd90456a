"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { parseAsString, useQueryState } from "nuqs"
import { AssessmentPanel, isUnderWay } from "@/components/damage/assessment-panel"
import { CoverageStrip } from "@/components/damage/coverage-strip"
import { DamageDetail } from "@/components/damage/damage-detail"
import { DamageList } from "@/components/damage/damage-list"
import { DamageNumbers } from "@/components/damage/damage-numbers"
import { EffectsPanel } from "@/components/damage/effects-panel"
import { EvidencePanel } from "@/components/damage/evidence-panel"
import { Identities } from "@/components/damage/identities"
import { sayBlind } from "@/lib/assessment/coverage"
import { assessmentQuery } from "@/lib/assessment/queries"
import { damagesQuery } from "@/lib/damage/queries"
import { incidentQuery } from "@/lib/incidents/queries"

/** What the agent did: numbers, damage per resource, what the sources can tell, identities, calls and evidence. */
export function DamageView({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const { data: overview } = useSuspenseQuery(damagesQuery(reference))
  // How far the sources are complete moves without a timeline entry.
  const { data: assessment } = useSuspenseQuery({
    ...assessmentQuery(reference),
    refetchInterval: ({ state }) => {
      const current = state.data?.current
      if (!current) return false
      return isUnderWay(current) ? 2_000 : current.nextReadAt ? 10_000 : false
    },
  })
  const [open, setOpen] = useQueryState("damage", parseAsString)
  const shown = overview.damages.find((damage) => damage.id === open)
  const { serverNow } = incident
  const { coverage, current } = assessment
  const read = <AssessmentPanel reference={reference} current={current} />
  return (
    <div className="mx-auto grid max-w-[1760px] gap-3 p-3 pb-6 xl:px-4">
      {current ? null : read}
      <DamageNumbers summary={overview.summary} />
      <DamageList
        reference={reference}
        overview={overview}
        serverNow={serverNow}
        blind={sayBlind(coverage)}
        onOpen={setOpen}
      />
      {current ? read : null}
      <CoverageStrip
        coverage={coverage}
        underWay={current !== null && (isUnderWay(current) || current.progress !== "")}
        from={beginOf(overview.summary.firstAt, incident.declaredAt)}
        serverNow={serverNow}
      />
      <Identities reference={reference} completeUpTo={coverage.completeUpTo} />
      <div id="effects" className="min-w-0">
        <EffectsPanel reference={reference} />
      </div>
      <EvidencePanel reference={reference} />
      {shown ? (
        <DamageDetail
          reference={reference}
          damage={shown}
          serverNow={serverNow}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </div>
  )
}

/** Bars begin a little before the first destructive effect or the declaration, whichever was first. */
function beginOf(firstAt: string | null, declaredAt: string): string {
  const first = Math.min(Date.parse(declaredAt), firstAt ? Date.parse(firstAt) : Number.POSITIVE_INFINITY)
  return new Date(first - 10 * 60_000).toISOString()
}
