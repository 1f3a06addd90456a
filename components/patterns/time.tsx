"use client"

import { useEffect, useState } from "react"
import { formatLocal, formatUtcDateTime, formatUtcTime } from "@/lib/format"

type Props = { iso: string; className?: string }

/** "03:14:22", UTC; date and the reader's own time on hover. */
export function UtcTime({ iso, className }: Props) {
  return <Stamp iso={iso} text={formatUtcTime(iso)} className={className} />
}

/** "2026-11-23 03:14:22 UTC"; the reader's own time on hover. */
export function UtcDateTime({ iso, className }: Props) {
  return <Stamp iso={iso} text={formatUtcDateTime(iso)} className={className} />
}

function Stamp({ iso, text, className }: Props & { text: string; className: string | undefined }) {
  const [local, setLocal] = useState("")
  // The reader's zone is known in the browser only.
  useEffect(() => setLocal(` · ${formatLocal(iso)}`), [iso])
  return (
    <time dateTime={iso} title={`${formatUtcDateTime(iso)}${local}`} className={className}>
      {text}
    </time>
  )
}
