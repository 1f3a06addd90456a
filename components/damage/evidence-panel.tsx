"use client"

import { useQuery } from "@tanstack/react-query"
import { EmptyState } from "@/components/patterns/empty-state"
import { LoadingRows } from "@/components/patterns/loading-rows"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { evidenceQuery } from "@/lib/assessment/queries"
import { formatBytes, formatCount } from "@/lib/format"
import { apiPaths } from "@/lib/paths"

/** Source material as it came, each under its SHA-256, to download; it is never rendered here. */
export function EvidencePanel({ reference }: { reference: string }) {
  const { data, error, isPending } = useQuery(evidenceQuery(reference))
  return (
    <Panel
      title="Evidence"
      aside={data && data.length > 0 ? `${formatCount(data.length)} files, newest first` : null}
    >
      {error ? (
        <div className="p-3.5">
          <ProblemNote error={error} />
        </div>
      ) : null}
      {isPending ? <LoadingRows what="the list of evidence" /> : null}
      {data?.length === 0 ? (
        <EmptyState title="Nothing is kept yet">
          What the sources deliver is kept as it came, under its SHA-256.
        </EmptyState>
      ) : null}
      {data && data.length > 0 ? (
        <section
          aria-label="Evidence files, scrolls"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached with the keyboard
          tabIndex={0}
          className="max-h-[420px] overflow-y-auto"
        >
          <table className="ruled ruled-stack">
            <caption className="sr-only">Evidence files with their SHA-256, size and origin</caption>
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col">SHA-256</th>
                <th scope="col">Size</th>
                <th scope="col">Collected</th>
              </tr>
            </thead>
            <tbody>
              {data.map((file) => (
                <tr key={file.id}>
                  <th scope="row">
                    <a href={apiPaths.evidenceFile(reference, file.sha256)} download className="underline">
                      <UntrustedText text={file.name} mono max={80} />
                    </a>
                    <small>
                      <UntrustedText text={file.origin} />
                    </small>
                  </th>
                  <td data-label="SHA-256">
                    <span className="machine" title={file.sha256}>
                      {file.sha256.slice(0, 12)}…
                    </span>
                  </td>
                  <td data-label="Size" className="machine">
                    {formatBytes(file.bytes)}
                  </td>
                  <td data-label="Collected">
                    <UtcDateTime iso={file.collectedAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </Panel>
  )
}
