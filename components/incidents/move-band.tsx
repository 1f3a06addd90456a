"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import Link from "next/link"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { useShortcuts } from "@/components/shell/use-shortcuts"
import { KeyCap } from "@/components/ui/key-cap"
import { formatPlural } from "@/lib/format"
import { chooseMove } from "@/lib/incidents/choose-move"
import { incidentQuery } from "@/lib/incidents/queries"
import { apiPaths } from "@/lib/paths"
import { planPaths } from "@/lib/plans/queries"
import type { ContainDto } from "@/lib/plans/schema"

/** The next action, one per screen. On a phone it stands under the thumb. */
export function MoveBand({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const stale = [["incident", reference]]
  const contain = useSend<Record<string, never>, ContainDto>({ path: planPaths.contain(reference), stale })
  const assess = useSend<Record<string, never>>({ path: apiPaths.assessments(reference), stale })
  const move = chooseMove(incident)
  const press = move.press === "contain" ? contain : move.press === "assess" ? assess : null
  const refusal = move.press === "contain" ? incident.may.approve : incident.may.assess
  useShortcuts({ x: () => press && !refusal && !press.isPending && press.mutate({}) })
  return (
    <section
      aria-labelledby="the-move"
      className="grid gap-2.5 rounded-2 border border-move-line border-l-[6px] bg-move-tint px-4 py-3"
    >
      <div>
        <h2 id="the-move" className="font-semibold text-16">
          {move.title}
        </h2>
        <p className="mt-1 max-w-[72ch] text-13 text-ink-2">{move.text}</p>
      </div>
      {press && move.press ? (
        <div className="flex flex-wrap gap-2">
          <ActionButton
            tone="move"
            size="lg"
            refusal={refusal}
            busy={press.isPending ? "Sending…" : null}
            onClick={() => press.mutate({})}
          >
            {move.press === "contain"
              ? `Contain ${formatPlural(move.count, "credential")}`
              : "Read the audit logs"}
            <KeyCap>X</KeyCap>
          </ActionButton>
        </div>
      ) : null}
      {move.link ? (
        <p className="text-13">
          <Link href={move.link.href} className="underline">
            {move.link.label}
          </Link>
        </p>
      ) : null}
      <ProblemNote error={contain.error ?? assess.error} />
    </section>
  )
}
