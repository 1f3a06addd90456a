"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { Panel } from "@/components/patterns/panel"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { StateGlyph } from "@/components/steps/state-glyph"
import { stepLooks } from "@/components/steps/step-look"
import { incidentQuery } from "@/lib/incidents/queries"

const fallback: Record<string, string> = {
  in_doubt: "Nobody knows whether it was cut",
  failed: "Still able to act",
  not_started: "Nothing has been asked for yet",
  under_way: "Still able to act",
  applied: "The platform said yes; no proof yet",
  unverifiable: "Cannot be proven",
  stated: "Stated, not seen by us",
}

/** Every credential that is not proven dead, with what is known of it. */
export function NotContained({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const open = incident.containment.credentials.filter((c) => c.certainty !== "proven")
  return (
    <Panel
      title="Not contained"
      loud={open.length > 0}
      actions={<span className="machine text-20">{open.length}</span>}
    >
      {open.length === 0 ? (
        <p className="px-3.5 py-2.5 text-13 text-ink-2">
          {incident.containment.total === 0
            ? "No credential is known yet. What the agent can still do is unknown."
            : "Every known credential is proven dead. One that is not known yet is not counted."}
        </p>
      ) : (
        <ul>
          {open.map((c) => (
            <li
              key={c.credentialId}
              className="grid grid-cols-[16px_1fr] gap-x-2.5 border-t border-dotted px-3.5 py-2 text-13 first:border-t-0"
            >
              <StateGlyph state={c.state} className={`mt-0.5 ${stepLooks[c.state].color}`} />
              <span>
                <UntrustedText text={c.label} max={60} />
                <small className="block text-12 text-ink-2">
                  <UntrustedText text={c.why || (fallback[c.certainty] ?? "")} />
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
