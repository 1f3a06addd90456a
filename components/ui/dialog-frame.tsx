"use client"

import { Dialog as Base } from "@base-ui/react/dialog"
import { X } from "lucide-react"
import { cn } from "@/components/ui/cn"
import type { DialogProps } from "@/components/ui/dialog"

/** A modal dialog. Escape and the backdrop close it; focus goes back to where it was. */
export function DialogFrame({ open, onClose, title, description, children, wide = false }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Base.Popup
          className={cn(
            "-translate-x-1/2 fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] w-[calc(100vw-24px)] flex-col rounded-3 bg-surface shadow-dialog max-sm:top-3 max-sm:max-h-[calc(100dvh-24px)]",
            wide ? "max-w-[880px]" : "max-w-[560px]",
          )}
        >
          <header className="flex items-start gap-3 border-b px-4 py-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="font-semibold text-16">{title}</Base.Title>
              {description ? (
                <Base.Description className="mt-1 text-13 text-ink-2">{description}</Base.Description>
              ) : null}
            </div>
            <Base.Close
              aria-label="Close"
              className="grid size-7 place-items-center rounded-2 text-ink-2 hover:bg-unknown-tint hover:text-ink max-sm:size-9"
            >
              <X aria-hidden="true" className="size-4" />
            </Base.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-4 py-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
