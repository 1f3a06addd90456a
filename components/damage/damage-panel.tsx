"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { count, objectsLine, typesLine } from "@/components/damage/damage-numbers"
import { Countdown } from "@/components/patterns/countdown"
import { Panel } from "@/components/patterns/panel"
import { Stat, StatList } from "@/components/patterns/stat-list"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { ButtonLink } from "@/components/ui/button"
import { KeyCap } from "@/components/ui/key-cap"
import { damagesQuery } from "@/lib/damage/queries"
import type { DamageSummaryDto } from "@/lib/damage/schema"
import { incidentQuery } from "@/lib/incidents/queries"
import { paths } from "@/lib/paths"

/** The four numbers of the damage on the command view, with up to when they are complete. */
export function DamagePanel({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const { data } = useSuspenseQuery({ ...damagesQuery(reference), refetchInterval: 30_000 })
  const { summary } = data
  const { assessed, firstToExpire } = summary
  return (
    <Panel
      title="Damage so far"
      aside={<Upto summary={summary} />}
      actions={
        <ButtonLink size="sm" href={paths.damage(reference)}>
          Open damage
          <KeyCap>4</KeyCap>
        </ButtonLink>
      }
    >
      <StatList>
        <Stat
          label="Resources damaged"
          tone={summary.resources > 0 ? "text-agent" : ""}
          text={!assessed && summary.resources === 0}
          note={typesLine(summary)}
        >
          {count(summary.resources, assessed)}
        </Stat>
        <Stat
          label="Objects deleted"
          text={!assessed && summary.objectsDeleted === 0}
          note={objectsLine(summary)}
        >
          {count(summary.objectsDeleted, assessed)}
        </Stat>
        <Stat label="Way back found" text={!assessed && summary.wayBackFound === 0} note={waysLine(summary)}>
          {count(summary.wayBackFound, assessed)}
        </Stat>
        <Stat
          label="First way back to expire"
          text={!firstToExpire}
          tone={firstToExpire ? "text-move-ink" : ""}
          note={
            firstToExpire ? (
              <UntrustedText text={firstToExpire.name} max={48} />
            ) : (
              "no way back that we know closes by itself"
            )
          }
        >
          {firstToExpire ? (
            <Countdown to={firstToExpire.expiresAt} now={incident.serverNow} overdue="expired" />
          ) : assessed ? (
            "none"
          ) : (
            "not known"
          )}
        </Stat>
      </StatList>
    </Panel>
  )
}

function Upto({ summary }: { summary: DamageSummaryDto }) {
  if (!summary.assessed) return "not assessed: no reading has come to its end"
  if (!summary.completeUpTo) return "no source can say yet up to when it is complete"
  return (
    <>
      complete up to <UtcTime iso={summary.completeUpTo} />, the slowest source decides. Later effects may be
      missing
    </>
  )
}

function waysLine(summary: DamageSummaryDto): string {
  const parts = [
    summary.restored > 0 ? `${summary.restored} restored and verified` : "",
    summary.partlyRestored > 0 ? `${summary.partlyRestored} restored in part` : "",
    `none for ${summary.noWayBack}`,
    `still looking for ${summary.stillLooking}`,
    summary.accepted > 0 ? `loss of ${summary.accepted} accepted` : "",
  ]
  return parts.filter(Boolean).join(", ")
}
