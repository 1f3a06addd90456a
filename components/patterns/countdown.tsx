"use client"

import { useNow } from "@/components/patterns/use-now"
import { formatClock } from "@/lib/format"

type Props = { to: string; now: string; overdue?: string; className?: string }

/** "13:12" until `to` (ISO), then the overdue word with the time passed. */
export function Countdown({ to, now, overdue = "overdue", className }: Props) {
  const left = Date.parse(to) - useNow(now)
  return (
    <span className={`machine ${className ?? ""}`}>
      {left >= 0 ? formatClock(left) : `${overdue} ${formatClock(-left)}`}
    </span>
  )
}

/** Time since `from` (ISO): "04:34", then "1:04:34". Stops at `until`. */
export function Elapsed({
  from,
  until = null,
  now,
  className,
}: {
  from: string
  until?: string | null
  now: string
  className?: string
}) {
  const running = useNow(now)
  const end = until ? Date.parse(until) : running
  return <span className={`machine ${className ?? ""}`}>{formatClock(end - Date.parse(from))}</span>
}
