"use client"

import { useState } from "react"

/**
 * Holds what is shown while newer answers arrive, so that nothing moves under the reader. `key` names what is asked
 * for: another key shows at once. `isFresh` is true when showing would change something; `show` does it.
 */
export function useHeld<T>(
  key: string,
  newest: T | undefined,
): { held: T | undefined; isFresh: boolean; show: () => void } {
  const [kept, setKept] = useState<{ key: string; value: T; text: string } | null>(null)
  const text = newest === undefined ? "" : JSON.stringify(newest)
  if (newest !== undefined && kept?.key !== key) setKept({ key, value: newest, text })
  const held = kept?.key === key ? kept.value : newest
  return {
    held,
    isFresh: newest !== undefined && kept?.key === key && kept.text !== text,
    show: () => newest !== undefined && setKept({ key, value: newest, text }),
  }
}
