import Link from "next/link"
import { paths } from "@/lib/paths"

export function Brand() {
  return (
    <Link
      href={paths.incidents()}
      className="inline-flex min-h-7 items-center gap-2 font-semibold tracking-tight no-underline"
    >
      <BrandMark />
      Firebreak
    </Link>
  )
}

/** A line with a gap, and the cut through it. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5" stroke="currentColor" fill="none">
      <path d="M1 10h6.4M12.6 10H19" strokeWidth="3.4" />
      <path d="M10 2.5v15" strokeWidth="1.4" strokeDasharray="2.2 2.2" />
    </svg>
  )
}
