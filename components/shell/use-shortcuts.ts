"use client"

import { useEffect, useRef } from "react"
import { tinykeys } from "tinykeys"

/** Shortcuts while the component is on the page: "g i" is two strokes. Silent while a person types or a dialog is open. */
export function useShortcuts(keys: Record<string, () => void>): void {
  const latest = useRef(keys)
  latest.current = keys
  const names = Object.keys(keys).join("\n")
  useEffect(() => {
    const bound = Object.fromEntries(
      names.split("\n").map((name) => [
        name,
        (event: KeyboardEvent) => {
          if (isTyping(event) || document.querySelector("[role=dialog],[role=alertdialog]")) return
          event.preventDefault()
          latest.current[name]?.()
        },
      ]),
    )
    return tinykeys(window, bound)
  }, [names])
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName)) &&
    !event.ctrlKey &&
    !event.metaKey
  )
}
