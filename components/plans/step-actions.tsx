"use client"

import { useState } from "react"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { useSend } from "@/components/patterns/use-send"
import { Menu } from "@/components/ui/menu"
import { planPaths } from "@/lib/plans/queries"
import type { StepDto } from "@/lib/plans/schema"

type Press = {
  verb: "retry" | "recheck" | "repeat" | "state" | "close" | "skip" | "cancel" | "undo"
  label: string
  /** The sentence that is asked for; absent: one press. */
  ask?: string
  optional?: boolean
}

const presses: readonly Press[] = [
  { verb: "recheck", label: "Look again (changes nothing)" },
  { verb: "retry", label: "Try again" },
  { verb: "repeat", label: "Send the request again" },
  { verb: "close", label: "Close the doubt…", ask: "What happened, and how you know" },
  { verb: "state", label: "State it done by hand…", ask: "What was done, and how you know" },
  { verb: "skip", label: "Leave it out…", ask: "Why", optional: true },
  { verb: "cancel", label: "Cancel…", ask: "Why", optional: true },
  { verb: "undo", label: "Undo…", ask: "Why", optional: true },
]

/** Every press on a step; those that may not be made now say why. */
export function StepActions({ step, reference }: { step: StepDto; reference: string }) {
  const [asked, setAsked] = useState<Press | null>(null)
  const send = useSend<{ verb: Press["verb"]; body: Record<string, string> }>({
    path: ({ verb }) => planPaths.step(step.id, verb),
    body: ({ body }) => body,
    stale: [["incident", reference]],
    onSuccess: () => setAsked(null),
  })
  return (
    <div className="mt-1">
      <Menu
        label="Actions"
        name={`Actions on ${step.targetLabel}`}
        tone="quiet"
        items={presses.map((press) => ({
          label: press.label,
          refusal: step.may[press.verb],
          onSelect: () => (press.ask ? setAsked(press) : send.mutate({ verb: press.verb, body: {} })),
        }))}
      />
      {asked ? null : <ProblemNote error={send.error} />}
      {asked ? (
        <ReasonDialog
          title={`${asked.label.replace("…", "")}: ${step.targetLabel}`}
          description={asked.verb === "undo" ? step.undo.note : undefined}
          ask={asked.ask ?? "Why"}
          optional={asked.optional ?? false}
          confirm={asked.label.replace("…", "")}
          busy={send.isPending}
          error={send.error}
          onConfirm={(text) => send.mutate({ verb: asked.verb, body: bodyOf(asked.verb, text) })}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </div>
  )
}

function bodyOf(verb: Press["verb"], text: string): Record<string, string> {
  if (verb === "state" || verb === "close") return { note: text }
  return text ? { reason: text } : {}
}
