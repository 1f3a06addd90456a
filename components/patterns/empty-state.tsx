import type { ReactNode } from "react"

/** What is not here, why, and what to do. Says what is known; absent is not undamaged. */
export function EmptyState({
  title,
  children,
  actions,
}: {
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="grid justify-items-start gap-2 px-4 py-6">
      <p className="font-semibold text-16">{title}</p>
      {children ? <div className="max-w-[68ch] text-13 text-ink-2">{children}</div> : null}
      {actions ? <div className="mt-1 flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  )
}
