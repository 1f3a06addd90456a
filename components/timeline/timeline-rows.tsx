"use client"

import { useWindowVirtualizer } from "@tanstack/react-virtual"
import { useEffect, useRef, useState } from "react"
import { EntryActions } from "@/components/timeline/entry-actions"
import { TimelineEntry } from "@/components/timeline/timeline-entry"
import { useEntryKeys } from "@/components/timeline/use-entry-keys"
import type { TimelineEntryDto } from "@/lib/timeline/schema"

type Props = {
  reference: string
  entries: readonly TimelineEntryDto[]
  /** How many fit the filter, loaded or not. */
  total: number
  /** Why the reader may not, or null. */
  may: { note: string | null; redact: string | null }
  /** Reads more, or null at the end. */
  more: (() => void) | null
  /** Entry that the address names: it is brought into view once. */
  wanted: number | null
}

/** The entries, however many: only those on the screen are in the page, and more are read as the end comes near. */
export function TimelineRows({ reference, entries, total, may, more, wanted }: Props) {
  const list = useRef<HTMLOListElement>(null)
  const [top, setTop] = useState(0)
  useEffect(() => {
    if (list.current) setTop(list.current.getBoundingClientRect().top + window.scrollY)
  }, [])
  const rows = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => 44,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => entries[index]?.sequence ?? index,
  })
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && last >= entries.length - 20) more()
  }, [more, last, entries.length])

  const focus = (index: number) => {
    rows.scrollToIndex(index, { align: "auto" })
    const take = () => {
      const row = document.getElementById(`entry-${entries[index]?.sequence}`)
      row?.focus({ preventScroll: true })
      return row
    }
    // A row that is not drawn yet is there with the next frame.
    if (!take()) requestAnimationFrame(take)
  }
  useEntryKeys(entries, focus)

  const found = wanted === null ? -1 : entries.findIndex((entry) => entry.sequence === wanted)
  const [shown, setShown] = useState<number | null>(null)
  useEffect(() => {
    if (wanted === null || shown === wanted) return
    // Read on until it is there: the address may name an entry of long ago.
    if (found === -1) return more?.()
    setShown(wanted)
    rows.scrollToIndex(found, { align: "center" })
    const timer = setTimeout(
      () => document.getElementById(`entry-${wanted}`)?.focus({ preventScroll: true }),
      50,
    )
    return () => clearTimeout(timer)
  }, [wanted, shown, found, more, rows])

  return (
    <ol ref={list} className="relative" style={{ height: rows.getTotalSize() }}>
      {items.map((item) => {
        const entry = entries[item.index]
        return entry ? (
          <TimelineEntry
            key={item.key}
            ref={rows.measureElement}
            data-index={item.index}
            aria-posinset={item.index + 1}
            aria-setsize={total}
            entry={entry}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start - top}px)` }}
            actions={<EntryActions reference={reference} entry={entry} may={may} />}
          />
        ) : null
      })}
    </ol>
  )
}
