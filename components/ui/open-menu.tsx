"use client"

import { Menu as Base } from "@base-ui/react/menu"
import { buttonLook } from "@/components/ui/button"
import { cn } from "@/components/ui/cn"
import { MenuLabel, type MenuProps } from "@/components/ui/menu-label"

/** The menu of `Menu`, open when it comes. */
export function OpenMenu({ label, name, items, size = "sm", tone = "plain" }: MenuProps) {
  return (
    <Base.Root defaultOpen>
      <Base.Trigger className={buttonLook({ size, tone })}>
        <MenuLabel label={label} name={name} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-50">
          <Base.Popup className="min-w-44 max-w-[min(420px,92vw)] rounded-2 bg-raised py-1 shadow-menu">
            {items.map((item, i) => (
              <Base.Item
                // biome-ignore lint/suspicious/noArrayIndexKey: the items of a menu do not move while it is open
                key={i}
                disabled={Boolean(item.refusal)}
                onClick={item.onSelect}
                className={cn(
                  "cursor-pointer px-3 py-1.5 text-13 data-[highlighted]:bg-unknown-tint max-sm:py-3",
                  item.refusal && "cursor-not-allowed text-ink-3",
                )}
              >
                {item.label}
                {item.refusal ? <small className="block text-12">{item.refusal}</small> : null}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
