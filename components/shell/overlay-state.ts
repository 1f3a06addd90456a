/** What floats over the page: at most one of the palette and the sheet of keys. Anybody may open them. */
export type Overlay = "none" | "palette" | "keys"

let overlay: Overlay = "none"
const listeners = new Set<() => void>()

export function setOverlay(next: Overlay): void {
  overlay = next
  for (const listener of listeners) listener()
}

export const openPalette = () => setOverlay("palette")
export const openKeys = () => setOverlay("keys")
export const readOverlay = () => overlay

export function listenOverlay(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
