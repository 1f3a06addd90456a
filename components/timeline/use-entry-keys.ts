"use client"

import { useShortcuts } from "@/components/shell/use-shortcuts"

/** `j` and `k` go through the entries, from the one that has the focus. `focus` gets the index to go to. */
export function useEntryKeys(entries: readonly { sequence: number }[], focus: (index: number) => void): void {
  const move = (by: 1 | -1) => {
    const at = entries.findIndex((entry) => document.activeElement?.closest(`#entry-${entry.sequence}`))
    const next = at === -1 ? (by === 1 ? 0 : -1) : at + by
    if (next >= 0 && next < entries.length) focus(next)
  }
  useShortcuts({ j: () => move(1), k: () => move(-1) })
}
