/** Stands wherever a drill is shown: practice, not a real incident. */
export function DrillTag() {
  return (
    <span className="inline-flex items-stretch rounded-1 border border-ink text-12 text-ink">
      <span aria-hidden="true" className="drill-hatch w-3.5" />
      <span className="px-1.5 font-semibold">Drill</span>
    </span>
  )
}
