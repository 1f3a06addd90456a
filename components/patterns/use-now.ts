"use client"

import { useSyncExternalStore } from "react"

/** How far the server's clock is ahead of the browser's, ms; set whenever the server says its time. */
let ahead = 0
let current = 0
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/**
 * The server's time in ms, once a second, from one timer for the whole page. `first` is the server's time of the first
 * render (ISO), so that server and browser draw the same.
 */
export function useNow(first: string): number {
  return useSyncExternalStore(listen, read, () => Date.parse(first))
}

/** Called with each answer that carries the server's time (ISO). */
export function setServerNow(iso: string): void {
  const server = Date.parse(iso)
  if (!Number.isFinite(server)) return
  const next = server - Date.now()
  // Answers travel; a clock that jumps by the time of travel would look wrong.
  if (Math.abs(next - ahead) > 1_000) ahead = next
}

function read(): number {
  if (current === 0) current = floor()
  return current
}

function floor(): number {
  return Math.floor((Date.now() + ahead) / 1000) * 1000
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    current = floor()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
    current = 0
  }
}
