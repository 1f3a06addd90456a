"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { DamageRow } from "@/components/damage/damage-row"
import { CopyButton } from "@/components/patterns/copy-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { UtcTime } from "@/components/patterns/time"
import { useShortcuts } from "@/components/shell/use-shortcuts"
import { Button, ButtonLink } from "@/components/ui/button"
import { KeyCap } from "@/components/ui/key-cap"
import { csvLine } from "@/lib/csv"
import { isPlannable } from "@/lib/damage/policy"
import type { DamageDto, DamageOverviewDto } from "@/lib/damage/schema"
import { paths } from "@/lib/paths"

type Props = {
  reference: string
  overview: DamageOverviewDto
  serverNow: string
  /** What the gaps of coverage leave unseen, as a sentence; empty when nothing is known of any. */
  blind: string
  onOpen: (damageId: string) => void
}

/** Every damaged resource, worst first. Rows keep their place while facts come in; sorting is asked for. */
export function DamageList({ reference, overview, serverNow, blind, onOpen }: Props) {
  const router = useRouter()
  const { damages, summary } = overview
  const [order, setOrder] = useState(() => damages.map((damage) => damage.id))
  const rows = inOrder(damages, order)
  const moved = rows.some((row, i) => row.id !== damages[i]?.id)
  const plannable = damages.filter(isPlannable)
  useShortcuts({
    p: () => plannable.length > 0 && router.push(paths.recovery(reference)),
  })
  return (
    <Panel
      title="By resource"
      aside={damages.length > 0 ? `worst first · ${damages.length}` : null}
      actions={
        damages.length > 0 ? (
          <>
            {moved ? (
              <Button size="sm" className="rounded-full" onClick={() => setOrder(damages.map((d) => d.id))}>
                Sort again
              </Button>
            ) : null}
            <CopyButton text={damageCsv(damages)}>Copy as CSV</CopyButton>
            {plannable.length > 0 ? (
              <ButtonLink tone="move" href={paths.recovery(reference)}>
                Plan the restore of {plannable.length}
                <KeyCap>P</KeyCap>
              </ButtonLink>
            ) : null}
          </>
        ) : null
      }
    >
      {damages.length === 0 ? (
        <NothingSeen summary={summary} blind={blind} />
      ) : (
        <table className="ruled ruled-stack">
          <caption className="sr-only">
            Damaged resources, worst first, with the effect, the identity, the time and the way back
          </caption>
          <thead>
            <tr>
              <th scope="col">Resource</th>
              <th scope="col">Effect</th>
              <th scope="col">By</th>
              <th scope="col" className="w-[84px]">
                First
              </th>
              <th scope="col" className="w-[84px]">
                Last
              </th>
              <th scope="col">Way back</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((damage) => (
              <DamageRow
                key={damage.id}
                damage={damage}
                serverNow={serverNow}
                onOpen={() => onOpen(damage.id)}
              />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function NothingSeen({ summary, blind }: { summary: DamageOverviewDto["summary"]; blind: string }) {
  if (!summary.assessed)
    return (
      <EmptyState title="Not known yet">
        No reading has come to its end. What the agent damaged is unknown, not nothing.
      </EmptyState>
    )
  return (
    <EmptyState
      title={
        summary.completeUpTo ? (
          <>
            No damage seen up to <UtcTime iso={summary.completeUpTo} />
          </>
        ) : (
          "No damage seen, and no source can say up to when"
        )
      }
    >
      {blind || "Later records may still arrive; they are followed."} Nothing seen is not the same as nothing
      done.
    </EmptyState>
  )
}

/** Known rows where they were, new ones below. */
function inOrder(damages: readonly DamageDto[], order: readonly string[]): DamageDto[] {
  const place = new Map(order.map((id, i) => [id, i]))
  const at = (damage: DamageDto) => place.get(damage.id) ?? order.length + damages.indexOf(damage)
  return damages.toSorted((a, b) => at(a) - at(b))
}

function damageCsv(damages: readonly DamageDto[]): string {
  const head = csvLine([
    "resource",
    "type",
    "region",
    "effect",
    "grade",
    "statement",
    "by",
    "first",
    "last",
    "state",
  ])
  return (
    head +
    damages
      .map((d) =>
        csvLine([
          d.resource,
          d.resourceType,
          d.region,
          d.effect,
          d.grade,
          d.statement,
          d.by.join("; "),
          d.firstAt,
          d.lastAt,
          d.state,
        ]),
      )
      .join("")
  )
}
