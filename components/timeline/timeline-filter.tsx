"use client"

import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs"
import { Panel } from "@/components/patterns/panel"
import { Button } from "@/components/ui/button"
import { CheckField, SelectField, TextField } from "@/components/ui/field"
import { type TimelineQueryInput, timelineGroups, timelineOrders } from "@/lib/timeline/schema"

/** The filter as it stands in the address: `query` is what the API gets. */
export function useTimelineFilter() {
  const [filter, set] = useQueryStates({
    order: parseAsStringLiteral(timelineOrders).withDefault("newest"),
    groups: parseAsArrayOf(parseAsStringLiteral(timelineGroups)).withDefault([]),
    actor: parseAsString.withDefault(""),
    text: parseAsString.withDefault(""),
    pinned: parseAsBoolean.withDefault(false),
    from: parseAsString.withDefault(""),
    to: parseAsString.withDefault(""),
  })
  const query: Omit<TimelineQueryInput, "cursor"> = {
    order: filter.order,
    limit: 100,
    ...(filter.groups.length > 0 ? { groups: filter.groups.join(",") } : {}),
    ...(filter.actor.trim() ? { actor: filter.actor.trim() } : {}),
    ...(filter.text.trim() ? { text: filter.text.trim() } : {}),
    ...(filter.pinned ? { pinned: "true" as const } : {}),
    ...instant("from", filter.from),
    ...instant("to", filter.to),
  }
  return { filter, set, query }
}

export type TimelineFilterState = ReturnType<typeof useTimelineFilter>

export function TimelineFilter({ filter, set }: Pick<TimelineFilterState, "filter" | "set">) {
  return (
    <Panel title="Filter">
      <div className="grid gap-3 p-3.5 sm:grid-cols-2 lg:grid-cols-5">
        <SelectField
          label="Order"
          value={filter.order}
          onChange={(e) => set({ order: timelineOrders.find((order) => order === e.target.value) ?? null })}
        >
          <option value="newest">Newest first</option>
          <option value="oldest">Oldest first</option>
        </SelectField>
        <TextField
          label="Text"
          value={filter.text}
          maxLength={200}
          onChange={(e) => set({ text: e.target.value || null })}
        />
        <TextField
          label="By"
          value={filter.actor}
          maxLength={200}
          help="The whole name"
          onChange={(e) => set({ actor: e.target.value || null })}
        />
        <TextField
          label="From (UTC)"
          type="datetime-local"
          value={filter.from}
          onChange={(e) => set({ from: e.target.value || null })}
        />
        <TextField
          label="To (UTC)"
          type="datetime-local"
          value={filter.to}
          onChange={(e) => set({ to: e.target.value || null })}
        />
        <fieldset className="flex flex-wrap items-center gap-1.5 sm:col-span-2 lg:col-span-4">
          <legend className="mb-1 font-medium text-13">Kinds</legend>
          {timelineGroups.map((group) => {
            const on = filter.groups.includes(group)
            const groups = on ? filter.groups.filter((each) => each !== group) : [...filter.groups, group]
            return (
              <Button
                key={group}
                size="sm"
                className={on ? "border-ink bg-ink text-well hover:bg-ink" : undefined}
                aria-pressed={on}
                onClick={() => set({ groups: groups.length > 0 ? groups : null })}
              >
                {group}
              </Button>
            )
          })}
        </fieldset>
        <div className="self-end">
          <CheckField
            label="Pinned only"
            checked={filter.pinned}
            onChange={(e) => set({ pinned: e.target.checked || null })}
          />
        </div>
      </div>
    </Panel>
  )
}

/** A half-typed time filters nothing yet. */
function instant(name: "from" | "to", local: string) {
  const at = new Date(`${local}Z`)
  return local && !Number.isNaN(at.getTime()) ? { [name]: at.toISOString() } : {}
}
