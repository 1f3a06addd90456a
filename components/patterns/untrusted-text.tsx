import { cn } from "@/components/ui/cn"
import { cutMiddle, showInvisible } from "@/lib/format"

type Props = {
  text: string
  /** Characters to show; longer names are cut in the middle, with the full text on hover, focus and copy. */
  max?: number
  /** Written by a machine: ids, names of resources, commands. */
  mono?: boolean
  className?: string
}

/**
 * The only place where text from platforms, transcripts, webhooks or strangers is shown. Always text: React escapes it,
 * invisible and direction-changing characters become visible, and it is isolated so that it cannot reorder its
 * neighbours.
 */
export function UntrustedText({ text, max, mono = false, className }: Props) {
  const shown = showInvisible(text)
  const short = max ? cutMiddle(shown, max) : shown
  return (
    <bdi
      className={cn(mono && "machine", "break-words", className)}
      {...(short === shown ? {} : { title: shown })}
    >
      {short}
    </bdi>
  )
}
