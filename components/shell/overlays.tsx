"use client"

import dynamic from "next/dynamic"
import { usePathname, useRouter } from "next/navigation"
import { useEffect, useSyncExternalStore } from "react"
import { incidentOfPath, incidentPlaces, places } from "@/components/shell/navigation"
import {
  listenOverlay,
  openKeys,
  openPalette,
  readOverlay,
  setOverlay,
} from "@/components/shell/overlay-state"
import { useShortcuts } from "@/components/shell/use-shortcuts"
import { loadDialog } from "@/components/ui/dialog"
import { paths } from "@/lib/paths"

const loadPalette = () => import("@/components/shell/palette").then((m) => m.Palette)
const loadKeys = () => import("@/components/shell/keys-sheet").then((m) => m.KeysSheet)
const Palette = dynamic(loadPalette)
const KeysSheet = dynamic(loadKeys)

/** The shortcuts that work everywhere, and what they open. Palette and sheet are loaded when first asked for. */
export function Overlays() {
  const overlay = useSyncExternalStore(listenOverlay, readOverlay, () => "none" as const)
  const router = useRouter()
  const reference = incidentOfPath(usePathname())
  const goTo = Object.fromEntries(
    [...places, ...(reference ? incidentPlaces(reference) : [])].map((place) => [
      place.keys,
      () => router.push(place.href),
    ]),
  )
  useShortcuts({
    ...goTo,
    "$mod+k": openPalette,
    "Shift+?": openKeys,
    "?": openKeys,
    c: () => router.push(paths.declare()),
  })
  // Here before they are asked for, but after all that the first screen needs.
  useEffect(() => {
    const timer = setTimeout(() => [loadDialog, loadPalette, loadKeys].map((load) => load()), 2_000)
    return () => clearTimeout(timer)
  }, [])
  const close = () => setOverlay("none")
  if (overlay === "palette") return <Palette reference={reference} onClose={close} />
  if (overlay === "keys") return <KeysSheet reference={reference} onClose={close} />
  return null
}
