"use client"

import { useEffect, useRef } from "react"
import { tinykeys } from "tinykeys"

/** The last two strokes, so that the second one of "g c" is not taken for a "c" of its own. */
let strokes: { key: string; at: number }[] = []
if (typeof window !== "undefined") {
  const note = ({ key }: KeyboardEvent) => {
    strokes = [...strokes.slice(-1), { key, at: performance.now() }]
  }
  window.addEventListener("keydown", note, { capture: true })
}

function isSecondStroke(name: string): boolean {
  const [before, now] = strokes
  return !name.includes(" ") && before?.key === "g" && now !== undefined && now.at - before.at < 1_000
}

/** Shortcuts while the component is on the page: "g i" is two strokes. Silent while a person types or a dialog is open. */
export function useShortcuts(keys: Record<string, () => void>): void {
  const latest = useRef(keys)
  latest.current = keys
  const names = Object.keys(keys).join("\n")
  useEffect(() => {
    // Each key has a listener of its own: within one, a sequence that fires leaves the others half-way.
    const stops = names.split("\n").map((name) =>
      tinykeys(window, {
        [name]: (event) => {
          if (
            isSecondStroke(name) ||
            isTyping(event) ||
            document.querySelector("[role=dialog],[role=alertdialog]")
          )
            return
          event.preventDefault()
          latest.current[name]?.()
        },
      }),
    )
    return () => {
      for (const stop of stops) stop()
    }
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
