"use client"

import { useQuery } from "@tanstack/react-query"
import { ActionButton } from "@/components/patterns/action-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { cn } from "@/components/ui/cn"
import { agentLogQuery } from "@/lib/drills/queries"
import { apiPaths } from "@/lib/paths"

const shown = 40

/** The scripted agent's own terminal: in a drill one sees its calls begin to fail. */
export function DrillPanel({ reference }: { reference: string }) {
  const { data: log, error } = useQuery(agentLogQuery(reference))
  const end = useSend<Record<string, never>>({
    path: `${apiPaths.drills()}/${encodeURIComponent(reference)}/end`,
    stale: [["incident", reference], ["drills"], ["agent-log", reference]],
  })
  return (
    <Panel
      title="The agent's terminal"
      aside={log ? `${log.state}: ${log.succeeded} succeeded, ${log.denied} denied` : null}
      actions={
        <ActionButton size="sm" busy={end.isPending ? "Ending…" : null} onClick={() => end.mutate({})}>
          End the drill
        </ActionButton>
      }
    >
      <ProblemNote error={error ?? end.error} />
      {log?.state === "lost" ? (
        <p className="px-3.5 py-2.5 text-13">
          The practice cloud no longer runs. What was recorded is kept; end this drill and start another one.
        </p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <section tabIndex={0} aria-label="Lines of the agent's terminal" className="max-h-72 overflow-y-auto">
        <ol className="machine px-3.5 py-2 text-12">
          {log?.lines
            .slice(-shown)
            .reverse()
            .map((line) => (
              <li
                key={line.number}
                className={cn(
                  "py-0.5",
                  line.outcome === "denied" && "text-proven",
                  line.outcome === "ok" && "text-agent",
                )}
              >
                <UtcTime iso={line.at} className="text-ink-3" /> {line.outcome === "denied" ? "denied: " : ""}
                <UntrustedText text={line.text} />
              </li>
            ))}
        </ol>
      </section>
    </Panel>
  )
}
