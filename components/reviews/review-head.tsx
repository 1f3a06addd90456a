import { DrillTag } from "@/components/patterns/drill-tag"
import { SeverityBadge } from "@/components/patterns/severity-badge"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { Tag } from "@/components/ui/tag"
import { formatDuration } from "@/lib/format"
import type { ReviewDto } from "@/lib/reviews/schema"

/** Title, figures with their definitions, and the facts, read afresh each time and never typed. */
export function ReviewHead({ review }: { review: ReviewDto }) {
  const { facts } = review
  const agent = [facts.agent, facts.agentKind, facts.agentVersion].filter(Boolean).join(" ")
  return (
    <>
      <header className="px-12 pt-8 pb-5 max-md:px-6 max-sm:px-3.5">
        <div className="flex flex-wrap items-center gap-2.5">
          <SeverityBadge severity={facts.severity} />
          {facts.isDrill ? <DrillTag /> : null}
          <span className="machine text-13 text-ink-2">{facts.reference}</span>
          {facts.isDrill ? <span className="text-12 text-ink-2">never counted</span> : null}
          <Tag>
            {facts.resolvedAt ? (
              <>
                resolved <UtcDateTime iso={facts.resolvedAt} />
              </>
            ) : (
              `open: ${facts.status}`
            )}
          </Tag>
        </div>
        <h2 className="mt-3 max-w-[24em] font-semibold text-28 tracking-tight max-sm:text-20">
          <UntrustedText text={facts.title} />
        </h2>
      </header>
      <dl className="grid grid-cols-5 border-t px-12 max-md:grid-cols-2 max-md:px-6 max-sm:px-3.5">
        {facts.metrics.map((metric) => (
          <div
            key={metric.name}
            className="min-w-0 border-l px-3.5 py-3 first:border-l-0 first:pl-0 max-md:border-l-0 max-md:pl-0"
          >
            <dt className="text-12 text-ink-2">{metric.name}</dt>
            <dd className="mt-0.5 font-medium text-20 tabular-nums">
              {metric.milliseconds === null ? "Not known" : formatDuration(metric.milliseconds)}
              <small className="mt-0.5 block font-normal text-12 text-ink-2">
                {metric.definition}
                {metric.missing ? `; ${metric.missing}` : ""}
              </small>
            </dd>
          </div>
        ))}
      </dl>
      <dl className="grid grid-cols-3 gap-x-7 gap-y-2.5 border-t px-12 py-5 text-13 max-md:px-6 max-sm:grid-cols-2 max-sm:px-3.5">
        <Fact name="Agent" text={agent || "not identified"} />
        <Fact name="Run by" text={facts.agentRunBy || "not recorded"} />
        <Fact
          name="Asked to"
          text={facts.agentInstruction ? `“${facts.agentInstruction}”` : "not recorded"}
        />
        <Fact name="Service" text={facts.service || "not named"} />
        <Fact name="Commander" text={facts.commander || "nobody"} />
        <div>
          <dt className="text-12 text-ink-2">Detected</dt>
          <dd>
            <UtcDateTime iso={facts.detectedAt} className="whitespace-normal" />
          </dd>
        </div>
      </dl>
    </>
  )
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-ink-2">{name}</dt>
      <dd>
        <UntrustedText text={text} />
      </dd>
    </div>
  )
}
