"use client"

import type { ComponentProps } from "react"
import { Button } from "@/components/ui/button"

type Props = ComponentProps<typeof Button> & {
  /** Why it may not be pressed now, as a fragment ("needs operator; you are viewer"); null when it may. */
  refusal?: string | null
  /** What stands on it while the request is under way. */
  busy?: string | null
}

/** A button that is never hidden: when it may not be pressed it says why, and stays reachable with the keyboard. */
export function ActionButton({ refusal = null, busy = null, onClick, children, ...rest }: Props) {
  const still = Boolean(refusal || busy)
  return (
    <Button
      {...rest}
      aria-disabled={still || undefined}
      aria-busy={busy ? true : undefined}
      onClick={(event) => {
        if (still) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {busy ?? children}
      {refusal ? <span className="font-normal text-12">({refusal})</span> : null}
    </Button>
  )
}
