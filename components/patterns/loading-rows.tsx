/** A place that is being filled; says what is being read. */
export function LoadingRows({ what, rows = 3 }: { what: string; rows?: number }) {
  return (
    <div role="status" className="grid gap-2 px-3.5 py-3">
      <span className="text-12 text-ink-2">Reading {what}…</span>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars without content
        <span key={i} aria-hidden="true" className="h-6 rounded-1 bg-raised" />
      ))}
    </div>
  )
}
