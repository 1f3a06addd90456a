"use client"

import { Check, Copy } from "lucide-react"
import { type ReactNode, useState } from "react"
import { Button } from "@/components/ui/button"

/** Copies text; says so in place. Where the clipboard is closed to us, the text is selected in a prompt instead. */
export function CopyButton({ text, children, name }: { text: string; children?: ReactNode; name?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      window.prompt("Copy this text:", text)
    }
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  const Icon = copied ? Check : Copy
  return (
    <Button size="sm" onClick={copy} {...(name ? { "aria-label": name } : {})}>
      <Icon aria-hidden="true" className="size-3.5" strokeWidth={1.5} />
      <span aria-live="polite">{copied ? "Copied" : (children ?? "Copy")}</span>
    </Button>
  )
}
