import { type ReactNode, useId } from "react"
import { cn } from "@/components/ui/cn"

type Props = {
  title: ReactNode
  /** Quiet words beside the title. */
  aside?: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string
  /** Drawn in full ink: what must not be overlooked. */
  loud?: boolean
}

/** A ruled panel with a heading. No shadow, never nested. */
export function Panel({ title, aside, actions, children, className, loud = false }: Props) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={cn("min-w-0 rounded-2 border bg-surface", loud && "border-[1.5px] border-ink", className)}
    >
      <div
        className={cn(
          "flex min-h-[42px] flex-wrap items-center gap-x-3 gap-y-1 border-b px-3.5 py-2",
          loud && "border-b-[1.5px] border-ink",
        )}
      >
        <h2 id={id} className="font-semibold text-14 leading-tight">
          {title}
        </h2>
        {aside ? <span className="text-12 text-ink-2">{aside}</span> : null}
        {actions ? <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
      {children}
    </section>
  )
}
