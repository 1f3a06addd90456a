import type { ReactNode } from "react"

/** One ruled section of the report. */
export function ReviewSection({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="border-t px-12 py-6 max-md:px-6 max-sm:px-3.5">
      <div className="mb-2.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold text-16">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  )
}
