import type { ReactNode } from "react"
import { cn } from "@/components/ui/cn"

/** Numbers side by side, each with what it rests on in the line below. */
export function StatList({ children }: { children: ReactNode }) {
  return (
    <dl className="grid auto-cols-fr grid-flow-col max-md:grid-flow-row max-md:grid-cols-2">{children}</dl>
  )
}

export function Stat({
  label,
  children,
  note,
  tone = "",
  text = false,
}: {
  label: ReactNode
  children: ReactNode
  note?: ReactNode
  tone?: string
  /** Words or times instead of one number. */
  text?: boolean
}) {
  return (
    <div className="min-w-0 border-l px-3.5 pt-2.5 pb-3 first:border-l-0 max-md:last:odd:col-span-2 max-md:odd:border-l-0 max-md:[&:nth-child(n+3)]:border-t">
      <dt className="text-12 text-ink-2">{label}</dt>
      <dd className={cn("mt-0.5", tone)}>
        <span
          className={cn(
            "machine block font-medium",
            text ? "text-16 leading-8" : "text-28 leading-8 tracking-tighter",
          )}
        >
          {children}
        </span>
        {note ? <small className="mt-1 block font-normal text-12 text-ink-2">{note}</small> : null}
      </dd>
    </div>
  )
}
