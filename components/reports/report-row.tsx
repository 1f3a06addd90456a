import Link from "next/link"
import { DrillTag } from "@/components/patterns/drill-tag"
import { SeverityBadge } from "@/components/patterns/severity-badge"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { formatDuration } from "@/lib/format"
import { paths } from "@/lib/paths"
import type { ReportListItemDto } from "@/lib/reviews/schema"

/** One resolved incident; a time that is missing is said, never shown as zero. */
export function ReportRow({ report }: { report: ReportListItemDto }) {
  const metric = (name: string) => report.metrics.find((each) => each.name === name)
  return (
    <tr>
      <th scope="row">
        <span className="flex flex-wrap items-center gap-2">
          <SeverityBadge severity={report.severity} />
          {report.isDrill ? <DrillTag /> : null}
          <Link href={paths.review(report.reference)} className="font-semibold text-14">
            <span className="machine text-ink-2">{report.reference}</span>{" "}
            <UntrustedText text={report.title} max={100} />
          </Link>
        </span>
        <small>
          {report.isDrill ? "never counted · " : ""}
          resolved <UtcDateTime iso={report.resolvedAt} />
          {report.status === "resolved" || report.status === "reviewed" ? "" : `, now ${report.status}`}
        </small>
      </th>
      <td data-label="To proven containment">
        <Time metric={metric("Time to contain")} />
      </td>
      <td data-label="To verified recovery">
        <Time metric={metric("Time to restore")} />
      </td>
      <td data-label="Damage">
        {report.damaged === 0 ? (
          "none found"
        ) : (
          <>
            {report.damaged} damaged
            <small>
              {report.restored} restored{report.lost > 0 ? `, ${report.lost} lost` : ""}
            </small>
          </>
        )}
      </td>
      <td data-label="Action items">
        {report.openActionItems === 0 ? "none open" : `${report.openActionItems} open`}
        {report.overdueActionItems > 0 ? (
          <small>
            <span className="font-semibold text-move-ink">{report.overdueActionItems} overdue</span>
          </small>
        ) : null}
      </td>
      <td data-label="Review">
        {report.reviewState === "none" ? "not begun" : report.reviewState.replace("_", " ")}
      </td>
    </tr>
  )
}

function Time({ metric }: { metric: ReportListItemDto["metrics"][number] | undefined }) {
  if (!metric || metric.milliseconds === null)
    return <span className="text-ink-2">not known{metric?.missing ? `: ${metric.missing}` : ""}</span>
  return <span className="machine">{formatDuration(metric.milliseconds)}</span>
}
