import { cn } from "@/components/ui/cn"
import { severities, severityOf } from "@/lib/incidents/policy"

const lit = { 1: 4, 2: 3, 3: 2, 4: 1 } as const
const looks = {
  1: "border-agent bg-agent text-on-agent",
  2: "border-current text-agent",
  3: "border-current text-ink",
  4: "border-current border-dashed text-ink-2",
} as const
const bars = ["h-1", "h-1.5", "h-2", "h-[11px]"]

/** A level meter of four bars: the rank is a shape, the written definition stands on hover. */
export function SeverityBadge({ severity }: { severity: number }) {
  const level = severityOf(severity)
  return (
    <span
      title={severities[level].definition}
      className={cn(
        "inline-flex items-center gap-[7px] whitespace-nowrap rounded-1 border-[1.5px] py-0.5 pr-2 pl-1.5 font-semibold text-13 leading-[1.3]",
        looks[level],
      )}
    >
      <span aria-hidden="true" className="inline-flex h-[11px] items-end gap-0.5">
        {bars.map((height, i) => (
          <span key={height} className={cn("w-[3px] bg-current", height, i >= lit[level] && "opacity-30")} />
        ))}
      </span>
      {severities[level].name}
    </span>
  )
}
