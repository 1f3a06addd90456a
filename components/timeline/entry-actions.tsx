"use client"

import { Ellipsis } from "lucide-react"
import { useState } from "react"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { useSend } from "@/components/patterns/use-send"
import { Menu } from "@/components/ui/menu"
import { apiPaths, paths } from "@/lib/paths"
import { redactionRefusal } from "@/lib/timeline/policy"
import type { TimelineEntryDto } from "@/lib/timeline/schema"

const dialogs = {
  correct: {
    title: "Correct entry",
    description: "The entry stays as it was; a new one beside it says what is right.",
    ask: "What is right",
    confirm: "Add the correction",
  },
  redact: {
    title: "Redact entry",
    description: "Its text is removed for ever. Who wrote it, when, and the chain stay. It cannot be undone.",
    ask: "Why (do not repeat the secret)",
    confirm: "Redact it",
  },
} as const

/** What may be done with an entry: nothing of it changes the entry itself, save a redaction. */
export function EntryActions({
  reference,
  entry,
  may,
}: {
  reference: string
  entry: TimelineEntryDto
  may: { note: string | null; redact: string | null }
}) {
  const [open, setOpen] = useState<keyof typeof dialogs | null>(null)
  const at = `${apiPaths.timeline(reference)}/${entry.sequence}`
  const stale = [["incident", reference]]
  const pin = useSend<{ pinned: boolean }>({ path: `${at}/pin`, stale })
  const write = useSend<{ said: string }>({
    path: () => `${at}/${open}`,
    body: ({ said }) => (open === "redact" ? { reason: said } : { text: said }),
    stale,
    onSuccess: () => setOpen(null),
  })
  const copyLink = () =>
    navigator.clipboard.writeText(`${location.origin}${paths.timeline(reference)}?entry=${entry.sequence}`)
  return (
    <>
      <Menu
        tone="quiet"
        label={<Ellipsis aria-hidden="true" className="size-4" strokeWidth={1.5} />}
        name={`Entry ${entry.sequence}`}
        items={[
          {
            label: entry.pinned ? "Take the pin off" : "Pin",
            onSelect: () => pin.mutate({ pinned: !entry.pinned }),
            refusal: may.note,
          },
          { label: "Correct by a new entry…", onSelect: () => setOpen("correct"), refusal: may.note },
          {
            label: "Redact…",
            onSelect: () => setOpen("redact"),
            refusal: may.redact ?? redactionRefusal({ kind: entry.kind, redacted: entry.redacted !== null }),
          },
          { label: "Copy the link", onSelect: () => void copyLink() },
        ]}
      />
      <ProblemNote error={pin.error} />
      {open ? (
        <ReasonDialog
          {...dialogs[open]}
          title={`${dialogs[open].title} ${entry.sequence}`}
          busy={write.isPending}
          error={write.error}
          onConfirm={(said) => write.mutate({ said })}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  )
}
