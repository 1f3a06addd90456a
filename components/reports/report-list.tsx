"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import Link from "next/link"
import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs"
import { useDeferredValue } from "react"
import { EmptyState } from "@/components/patterns/empty-state"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { MetricTable } from "@/components/reports/metric-table"
import { ReportRow } from "@/components/reports/report-row"
import { Button } from "@/components/ui/button"
import { CheckField, SelectField, TextField } from "@/components/ui/field"
import { formatPlural, severityName } from "@/lib/format"
import { paths } from "@/lib/paths"
import { filterReports, reviewStates } from "@/lib/reviews/filter-reports"
import { reportsQuery } from "@/lib/reviews/queries"
import { summariseReports } from "@/lib/reviews/summarise-reports"

/** Resolved incidents and what their times say. The filter is in the address. */
export function ReportList() {
  const [filter, setFilter] = useQueryStates({
    drills: parseAsBoolean.withDefault(false),
    severity: parseAsInteger,
    review: parseAsStringLiteral(reviewStates),
    text: parseAsString.withDefault(""),
  })
  // What is shown stays until the answer to a changed filter is there.
  const { data: reports } = useSuspenseQuery(reportsQuery(useDeferredValue(filter.drills)))
  const shown = filterReports(reports, filter)
  const hidden = reports.length - shown.length
  return (
    <>
      <PageHeader
        title="Reports"
        lead="Resolved incidents, newest first, with what they damaged and what is still to be done about it."
      />
      <div className="mx-auto grid max-w-[1400px] gap-3 p-3">
        <Panel title="Filter">
          <div className="grid items-end gap-3 p-3.5 sm:grid-cols-[140px_180px_1fr_auto]">
            <SelectField
              label="Severity"
              value={filter.severity ?? ""}
              onChange={(event) => setFilter({ severity: Number(event.target.value) || null })}
            >
              <option value="">All</option>
              {[1, 2, 3, 4].map((level) => (
                <option key={level} value={level}>
                  {severityName(level)}
                </option>
              ))}
            </SelectField>
            <SelectField
              label="Review"
              value={filter.review ?? ""}
              onChange={(event) =>
                setFilter({ review: reviewStates.find((state) => state === event.target.value) ?? null })
              }
            >
              <option value="">All</option>
              {reviewStates.map((state) => (
                <option key={state} value={state}>
                  {state.replace("_", " ")}
                </option>
              ))}
            </SelectField>
            <TextField
              label="Number or title"
              value={filter.text}
              maxLength={200}
              onChange={(event) => setFilter({ text: event.target.value || null })}
            />
            <CheckField
              label="Show drills"
              help="Labelled, and never counted."
              checked={filter.drills}
              onChange={(event) => setFilter({ drills: event.target.checked || null })}
            />
          </div>
        </Panel>
        <Panel
          title="Resolved"
          aside={`${formatPlural(shown.length, "report")}${hidden > 0 ? `, ${hidden} hidden by this filter` : ""}`}
        >
          {shown.length === 0 ? (
            <Nothing hidden={hidden} drills={filter.drills} onClear={() => setFilter(null)} />
          ) : (
            <table className="ruled ruled-stack">
              <caption className="sr-only">Resolved incidents</caption>
              <thead>
                <tr>
                  <th scope="col">Incident</th>
                  <th scope="col">To proven containment</th>
                  <th scope="col">To verified recovery</th>
                  <th scope="col">Damage</th>
                  <th scope="col">Action items</th>
                  <th scope="col">Review</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((report) => (
                  <ReportRow key={report.reference} report={report} />
                ))}
              </tbody>
            </table>
          )}
        </Panel>
        <MetricTable summaries={summariseReports(shown)} />
      </div>
    </>
  )
}

function Nothing({ hidden, drills, onClear }: { hidden: number; drills: boolean; onClear: () => void }) {
  if (hidden > 0) {
    return (
      <EmptyState title="Nothing matches" actions={<Button onClick={onClear}>Clear the filter</Button>}>
        {formatPlural(hidden, "report")} hidden by this filter.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="No incident has been resolved yet">
      A report appears here when an incident is resolved.{" "}
      {drills ? null : "Drills are left out: tick Show drills to see them. "}
      <Link href={paths.incidents()}>Open incidents</Link>
    </EmptyState>
  )
}
