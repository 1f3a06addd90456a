import type { ReactNode } from "react"
import { cn } from "@/components/ui/cn"

/** A small ruled word. Colour only where somebody must care. */
export function Tag({
  children,
  filled = false,
  className,
}: {
  children: ReactNode
  filled?: boolean
  className?: string
}) {
  return (
    <span
      className={cn(
        "inline-block whitespace-nowrap rounded-1 border px-1.5 font-medium text-12",
        filled ? "border-ink bg-ink text-well" : "border-current",
        className,
      )}
    >
      {children}
    </span>
  )
}
