import { cva, type VariantProps } from "class-variance-authority"
import Link from "next/link"
import type { ComponentProps } from "react"
import { cn } from "@/components/ui/cn"

const look = cva(
  "inline-flex cursor-pointer items-center gap-2 rounded-2 border text-left font-medium no-underline transition-colors duration-[90ms] aria-disabled:cursor-not-allowed aria-disabled:border-dashed aria-disabled:bg-transparent aria-disabled:text-ink-3 max-sm:text-14",
  {
    variants: {
      tone: {
        plain: "border-control bg-raised text-ink hover:bg-unknown-tint",
        quiet: "border-transparent text-ink-2 hover:bg-unknown-tint hover:text-ink",
        /** The one filled yellow thing of a screen: the next action. */
        move: "border-move-line bg-move font-semibold text-on-move hover:brightness-105 aria-disabled:hover:brightness-100",
        /** On a banner of inverse colour. */
        inverse: "border-current text-well",
      },
      size: {
        sm: "min-h-7 px-2 py-[3px] text-12 max-sm:min-h-9",
        md: "min-h-8 px-3 py-[5px] text-13 max-sm:min-h-11",
        lg: "min-h-11 px-4 py-2 text-14",
      },
    },
    defaultVariants: { tone: "plain", size: "md" },
  },
)
type Look = VariantProps<typeof look>

export function Button({ tone, size, className, type = "button", ...rest }: ComponentProps<"button"> & Look) {
  return <button type={type} className={cn(look({ tone, size }), className)} {...rest} />
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({ tone, size, className, ...rest }: ComponentProps<typeof Link> & Look) {
  return <Link className={cn(look({ tone, size }), className)} {...rest} />
}

/** For primitives that render their own button element. */
export const buttonLook = look
