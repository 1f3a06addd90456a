"use client"

import { keepPreviousData, useQuery, useSuspenseQuery } from "@tanstack/react-query"
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs"
import { EffectTable } from "@/components/damage/effect-table"
import { EmptyState } from "@/components/patterns/empty-state"
import { LoadingRows } from "@/components/patterns/loading-rows"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useHeld } from "@/components/patterns/use-held"
import { Button } from "@/components/ui/button"
import { SelectField } from "@/components/ui/field"
import { effectsQuery, effectsSearch, identitiesQuery } from "@/lib/assessment/queries"
import { type EffectsQuery, gradeWords } from "@/lib/assessment/schema"
import { damagesQuery } from "@/lib/damage/queries"
import { formatCount, formatPlural } from "@/lib/format"
import { apiPaths } from "@/lib/paths"

const outcomes = ["succeeded", "denied", "failed"] as const
const orders = ["newest", "oldest"] as const
const pageSize = 50

/** Every call of the agent with a filter in the address. Rows stay put; what is new is shown on request. */
export function EffectsPanel({ reference }: { reference: string }) {
  const { data: identities } = useSuspenseQuery(identitiesQuery(reference))
  const { data: overview } = useQuery(damagesQuery(reference))
  const [asked, setAsked] = useQueryStates({
    outcome: parseAsStringLiteral(outcomes),
    minGrade: parseAsInteger.withDefault(0),
    identity: parseAsString.withDefault(""),
    resource: parseAsString.withDefault(""),
    order: parseAsStringLiteral(orders).withDefault("newest"),
    offset: parseAsInteger.withDefault(0),
  })
  const filter: Partial<EffectsQuery> = {
    order: asked.order,
    ...(asked.outcome ? { outcome: asked.outcome } : {}),
    ...(asked.minGrade > 0 ? { minGrade: Math.min(4, asked.minGrade) } : {}),
    ...(asked.identity ? { identity: asked.identity } : {}),
    ...(asked.resource ? { resource: asked.resource } : {}),
  }
  const page = { ...filter, offset: Math.max(0, asked.offset), limit: pageSize }
  const { data, error, isPending, isPlaceholderData } = useQuery({
    ...effectsQuery(reference, page),
    placeholderData: keepPreviousData,
  })
  const { held, isFresh, show } = useHeld(JSON.stringify(page), isPlaceholderData ? undefined : data)
  const shown = held ?? data
  const change = (next: Partial<typeof asked>) => setAsked({ offset: 0, ...next })
  const filtered = Object.keys(filter).length > 1
  const resources = overview?.damages ?? []
  return (
    <Panel
      title="What it did"
      aside={
        shown && shown.total > 0
          ? `${formatPlural(shown.total, "call")}${filtered ? " under this filter" : ""}`
          : null
      }
      actions={
        <>
          {isFresh && data ? (
            <Button size="sm" className="rounded-full" onClick={show}>
              {data.total > (shown?.total ?? 0) ? `${data.total - (shown?.total ?? 0)} new` : "Changed"}
            </Button>
          ) : null}
          <a
            href={`${apiPaths.effects(reference)}${effectsSearch({ ...filter, format: "csv" })}`}
            download
            className="inline-flex min-h-7 items-center rounded-2 border border-control bg-raised px-2 font-medium text-12 no-underline hover:bg-unknown-tint max-sm:min-h-9"
          >
            Download as CSV
          </a>
        </>
      }
    >
      <div className="grid gap-3 border-b p-3.5 sm:grid-cols-2 lg:grid-cols-5">
        <SelectField
          label="Outcome"
          value={asked.outcome ?? ""}
          onChange={(e) => change({ outcome: outcomes.find((each) => each === e.target.value) ?? null })}
        >
          <option value="">All</option>
          {outcomes.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="At least"
          value={String(asked.minGrade)}
          onChange={(e) => change({ minGrade: Number(e.target.value) })}
        >
          {gradeWords.map((word, grade) => (
            <option key={word} value={grade}>
              {word}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Identity"
          value={asked.identity}
          onChange={(e) => change({ identity: e.target.value || null } as Partial<typeof asked>)}
        >
          <option value="">All</option>
          {identities.map((each) => (
            <option key={each.id} value={each.identifier}>
              {each.label}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Damaged resource"
          value={asked.resource}
          onChange={(e) => change({ resource: e.target.value || null } as Partial<typeof asked>)}
        >
          <option value="">All</option>
          {resources.map((each) => (
            <option key={each.id} value={each.resource}>
              {each.name}
            </option>
          ))}
          {asked.resource && !resources.some((each) => each.resource === asked.resource) ? (
            <option value={asked.resource}>{asked.resource}</option>
          ) : null}
        </SelectField>
        <SelectField
          label="Order"
          value={asked.order}
          onChange={(e) => change({ order: e.target.value === "oldest" ? "oldest" : "newest" })}
        >
          <option value="newest">Newest first</option>
          <option value="oldest">Oldest first</option>
        </SelectField>
      </div>
      {error ? (
        <div className="p-3.5">
          <ProblemNote error={error} />
        </div>
      ) : null}
      {isPending ? <LoadingRows what="the effects" rows={6} /> : null}
      {shown && shown.effects.length === 0 ? (
        <EmptyState
          title={filtered ? "No call is kept under this filter" : "No call of the agent is kept yet"}
        >
          {filtered ? "Widen the filter, or wait" : "Read the audit logs, or wait"}: sources deliver late.
          What no source records is never listed here.
        </EmptyState>
      ) : null}
      {shown && shown.effects.length > 0 ? (
        <EffectTable reference={reference} effects={shown.effects} caption="Calls of the agent" />
      ) : null}
      <Pager
        offset={page.offset}
        count={shown?.effects.length ?? 0}
        total={shown?.total ?? 0}
        next={shown?.nextOffset ?? null}
        go={(offset) => setAsked({ offset })}
      />
    </Panel>
  )
}

function Pager(props: {
  offset: number
  count: number
  total: number
  next: number | null
  go: (offset: number) => void
}) {
  const { offset, count, total, next, go } = props
  if (offset === 0 && next === null) return null
  return (
    <div className="flex flex-wrap items-center gap-2 border-t px-3.5 py-2 text-12 text-ink-2">
      <span className="machine">
        {count === 0 ? "0" : `${formatCount(offset + 1)} to ${formatCount(offset + count)}`} of{" "}
        {formatCount(total)}
      </span>
      {offset > 0 ? (
        <Button size="sm" tone="quiet" onClick={() => go(Math.max(0, offset - pageSize))}>
          Earlier page
        </Button>
      ) : null}
      {next === null ? null : (
        <Button size="sm" tone="quiet" onClick={() => go(next)}>
          Next page
        </Button>
      )}
    </div>
  )
}
