"use client"

import { type ComponentType, useState } from "react"
import { Button } from "@/components/ui/button"
import { MenuLabel, type MenuProps } from "@/components/ui/menu-label"

const load = () => import("@/components/ui/open-menu")

/**
 * A button with a menu. `name` is what a screen reader hears after the label. Refused items stay and say why. The menu
 * itself is fetched as the hand comes near: the first screen does not wait for it.
 */
export function Menu(props: MenuProps) {
  const [Real, setReal] = useState<ComponentType<MenuProps> | null>(null)
  if (Real) return <Real {...props} />
  return (
    <Button
      size={props.size ?? "sm"}
      tone={props.tone}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => void load().then(({ OpenMenu }) => setReal(() => OpenMenu))}
    >
      <MenuLabel label={props.label} name={props.name} />
    </Button>
  )
}
