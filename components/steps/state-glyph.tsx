import type { ReactNode } from "react"
import { cn } from "@/components/ui/cn"
import type { StepState } from "@/lib/plans/policy"

const ring = <circle cx="8" cy="8" r="5.5" />
const halfDisc = <path d="M8 2.5a5.5 5.5 0 0 0 0 11z" fill="currentColor" />

const requested = ring
const applied = (
  <>
    {ring}
    {halfDisc}
  </>
)

/** One shape per state, told apart without colour. */
const glyphs: Record<StepState, ReactNode> = {
  planned: <circle cx="8" cy="8" r="5.5" strokeDasharray=".4 2.9" strokeLinecap="round" strokeWidth="1.8" />,
  approved: requested,
  queued: requested,
  snapshotted: requested,
  attempting: (
    <>
      <path d="M13.5 8A5.5 5.5 0 1 1 8 2.5" />
      <path d="m8 .7 2.3 1.8L8 4.3" strokeWidth="1.3" />
    </>
  ),
  applied,
  verifying: (
    <>
      {halfDisc}
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11" strokeDasharray="1.6 2.4" />
    </>
  ),
  verified: (
    <>
      <rect x="1.8" y="1.8" width="12.4" height="12.4" rx="1.5" fill="currentColor" stroke="none" />
      <path d="m4.8 8.3 2.2 2.3 4.3-5" stroke="var(--surface)" strokeWidth="1.8" />
    </>
  ),
  unverifiable: (
    <>
      <circle cx="8" cy="8" r="5.8" strokeDasharray="3 2.1" />
      <path d="m3.2 12.8 9.6-9.6" />
    </>
  ),
  stated: <path d="M3 9.5h3.4v3.2H3zc0-3 .8-4.6 2.8-5.6M9.6 9.5H13v3.2H9.6zc0-3 .8-4.6 2.8-5.6" />,
  in_doubt: (
    <>
      <path d="M8 1.2 14.8 8 8 14.8 1.2 8z" />
      <path d="M6.4 6.6C6.4 4.4 9.6 4.4 9.6 6.5 9.6 7.7 8 7.7 8 9M8 11.2v.1" />
    </>
  ),
  ineffective: (
    <>
      <path d="m8 2 6.6 11.6H1.4z" />
      <path d="M8 6.4v3.4M8 11.7v.1" />
    </>
  ),
  failed: (
    <>
      <path d="M5.3 1.6h5.4l3.7 3.7v5.4l-3.7 3.7H5.3l-3.7-3.7V5.3z" />
      <path d="m5.6 5.6 4.8 4.8M10.4 5.6l-4.8 4.8" />
    </>
  ),
  skipped: <path d="M2 8h7M7 5l3 3-3 3M13 3.5v9" />,
  cancelled: (
    <>
      {ring}
      <path d="M5 8h6" />
    </>
  ),
  undone: <path d="M3 5.5h6.2a3.8 3.8 0 0 1 0 7.6H5M5.8 2.6 3 5.5l2.8 2.9" />,
}

export function StateGlyph({ state, className }: { state: StepState; className?: string }) {
  return <Glyph className={className}>{glyphs[state]}</Glyph>
}

/** The frame of every drawn sign of ours: 16 px, strokes of 1.5, said by the words beside it. */
export function Glyph({ children, className }: { children: ReactNode; className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={cn("size-4 flex-none", className)}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="square"
    >
      {children}
    </svg>
  )
}
