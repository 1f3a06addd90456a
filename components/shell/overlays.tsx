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

const Palette = dynamic(() => import("@/components/shell/palette").then((m) => m.Palette))
const KeysSheet = dynamic(() => import("@/components/shell/keys-sheet").then((m) => m.KeysSheet))

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
  useEffect(() => {
    const timer = setTimeout(() => void loadDialog(), 2_000)
    return () => clearTimeout(timer)
  }, [])
  const close = () => setOverlay("none")
  if (overlay === "palette") return <Palette reference={reference} onClose={close} />
  if (overlay === "keys") return <KeysSheet reference={reference} onClose={close} />
  return null
}
