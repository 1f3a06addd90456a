import { UtcDateTime } from "@/components/patterns/time"
import type { ChainReport } from "@/lib/timeline/schema"

/** What the check of the chain found: whole with its head's hash, or which entries are wrong. */
export function ChainReportNote({ report }: { report: ChainReport }) {
  return (
    <div className="border-b px-3.5 py-2.5 text-13">
      <p className={report.ok ? "text-proven" : "text-agent"}>
        {report.ok
          ? `The chain is whole: ${report.checked} entries${report.redacted > 0 ? `, ${report.redacted} redacted` : ""}.`
          : "The chain is broken: the record was changed."}{" "}
        <UtcDateTime iso={report.verifiedAt} />
      </p>
      <p className="machine break-all text-12 text-ink-2">{report.headHash}</p>
      {report.faults.map((fault) => (
        <p key={`${fault.sequence}${fault.fault}`}>
          Entry {fault.sequence}: {fault.fault}
        </p>
      ))}
    </div>
  )
}
