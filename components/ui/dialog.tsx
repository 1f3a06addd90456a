"use client"

import { type ComponentType, type ReactNode, useEffect, useState } from "react"

export type DialogProps = {
  open: boolean
  onClose: () => void
  title: ReactNode
  description?: ReactNode
  children: ReactNode
  /** Wide dialogs hold lists and tables. */
  wide?: boolean
}

let loaded: ComponentType<DialogProps> | null = null

/** Fetches what dialogs are made of: no page needs it before its first one, and none should wait for it then. */
export async function loadDialog(): Promise<ComponentType<DialogProps>> {
  loaded ??= (await import("@/components/ui/dialog-frame")).DialogFrame
  return loaded
}

/** A modal dialog. Escape and the backdrop close it; focus goes back to where it was. */
export function Dialog(props: DialogProps) {
  const [Frame, setFrame] = useState(() => loaded)
  useEffect(() => {
    if (!Frame) void loadDialog().then((frame) => setFrame(() => frame))
  }, [Frame])
  return Frame ? <Frame {...props} /> : null
}

/** The row of buttons at a dialog's or form's end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-4 flex flex-wrap items-center justify-end gap-2">{children}</div>
}
