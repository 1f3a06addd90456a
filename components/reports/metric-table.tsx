import { Panel } from "@/components/patterns/panel"
import { formatDuration, severityName } from "@/lib/format"
import type { MetricSummary } from "@/lib/reviews/schema"

/** Median and 90th percentile per severity, each with its definition and how many incidents it rests on. */
export function MetricTable({ summaries }: { summaries: MetricSummary[] }) {
  return (
    <Panel title="Metrics" aside="of the reports above, per severity; drills are never counted">
      {summaries.length === 0 ? (
        <p className="px-3.5 py-3 text-13 text-ink-2">
          No real incident to compute from. Each metric is shown with its definition as soon as there is one.
        </p>
      ) : (
        <table className="ruled ruled-stack">
          <caption className="sr-only">Metrics per severity</caption>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col">Severity</th>
              <th scope="col">Median</th>
              <th scope="col">90th percentile</th>
              <th scope="col">Incidents</th>
            </tr>
          </thead>
          <tbody>
            {summaries.map((row) => (
              <tr key={`${row.severity}${row.name}`}>
                <th scope="row">
                  <span className="font-medium">{row.name}</span>
                  <small>{row.definition}</small>
                </th>
                <td data-label="Severity">{severityName(row.severity)}</td>
                <td data-label="Median" className="machine">
                  {row.medianMs === null ? "not known" : formatDuration(row.medianMs)}
                </td>
                <td data-label="90th percentile" className="machine">
                  {row.p90Ms === null ? "not known" : formatDuration(row.p90Ms)}
                </td>
                <td data-label="Incidents">
                  {row.count}
                  {row.without > 0 ? <small>{row.without} left out: a time is missing</small> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
