import type { ReactNode } from "react"

export type MenuItem = {
  label: ReactNode
  onSelect: () => void
  /** Why it may not be chosen now; shown with it. */
  refusal?: string | null
}

export type MenuProps = {
  label: ReactNode
  name: string
  items: MenuItem[]
  size?: "sm" | "md"
  tone?: "plain" | "quiet"
}

/** The visible word stays part of the name, so that it can be said to a voice control. */
export function MenuLabel({ label, name }: Pick<MenuProps, "label" | "name">) {
  return (
    <>
      {label}
      <span className="sr-only">: {name}</span>
    </>
  )
}
