"use client"

import dynamic from "next/dynamic"

const Rendered = dynamic(
  () => import("@/components/patterns/rendered-markdown").then((m) => m.RenderedMarkdown),
  {
    loading: () => <p className="text-12 text-ink-2">Reading the text…</p>,
  },
)

/** Markdown of a person's note or a review. The parser comes only when a text is shown; HTML in it stays text. */
export function Markdown({ text }: { text: string }) {
  return <Rendered text={text} />
}
