import type { ReactNode } from "react"

/** The head of a page outside an incident: title, one sentence, actions. */
export function PageHeader({
  title,
  lead,
  actions,
}: {
  title: ReactNode
  lead?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="flex flex-wrap items-end gap-x-6 gap-y-3 border-b bg-surface px-4 py-4">
      <div className="min-w-0 flex-1 basis-72">
        <h1 className="font-semibold text-20 tracking-tight">{title}</h1>
        {lead ? <p className="mt-1 max-w-[76ch] text-13 text-ink-2">{lead}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}
