"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { WindowDialog } from "@/components/damage/window-dialog"
import { ActionButton } from "@/components/patterns/action-button"
import { Countdown } from "@/components/patterns/countdown"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime, UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { StateGlyph } from "@/components/steps/state-glyph"
import type { AssessmentDto, RequestAssessmentInput } from "@/lib/assessment/schema"
import { incidentQuery } from "@/lib/incidents/queries"
import { apiPaths } from "@/lib/paths"

/** Where the reading of the audit logs is, with the press that begins it, widens it or stops it. */
export function AssessmentPanel({
  reference,
  current,
}: {
  reference: string
  current: AssessmentDto | null
}) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const [choosing, setChoosing] = useState(false)
  const stale = [["incident", reference]]
  const read = useSend<RequestAssessmentInput>({
    path: apiPaths.assessments(reference),
    stale,
    onSuccess: () => setChoosing(false),
  })
  const stop = useSend<Record<string, never>>({
    path: () => apiPaths.assessmentCancel(reference, current?.id ?? ""),
    stale,
  })
  const refusal =
    incident.may.assess ?? (incident.connections.length === 0 ? "the incident has no connection" : null)
  const stoppable = current !== null && (isUnderWay(current) || current.nextReadAt !== null)
  return (
    <Panel
      title="Reading the audit logs"
      actions={
        <>
          {stoppable ? (
            <ActionButton
              size="sm"
              tone="quiet"
              refusal={incident.may.assess}
              busy={stop.isPending ? "Stopping…" : null}
              onClick={() => stop.mutate({})}
            >
              {current.state === "finished" ? "Stop following" : "Stop"}
            </ActionButton>
          ) : null}
          <ActionButton size="sm" refusal={refusal} onClick={() => setChoosing(true)}>
            Choose a window…
          </ActionButton>
          <ActionButton
            size={current ? "sm" : "md"}
            tone={current ? "plain" : "move"}
            refusal={refusal}
            busy={read.isPending && !choosing ? "Asking…" : null}
            onClick={() => read.mutate(current ? { from: current.windowFrom } : {})}
          >
            {current ? "Read again" : "Read the audit logs"}
          </ActionButton>
        </>
      }
    >
      <div className="grid gap-1.5 px-3.5 py-2.5 text-13" role="status">
        <Where current={current} serverNow={incident.serverNow} />
        {choosing ? null : <ProblemNote error={read.error ?? stop.error} />}
      </div>
      {choosing ? (
        <WindowDialog
          busy={read.isPending}
          error={read.error}
          serverNow={incident.serverNow}
          onRead={(input) => read.mutate(input)}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </Panel>
  )
}

export function isUnderWay(assessment: AssessmentDto): boolean {
  return assessment.state === "queued" || assessment.state === "reading"
}

function Where({ current, serverNow }: { current: AssessmentDto | null; serverNow: string }) {
  if (!current)
    return (
      <p>
        Nothing has been read yet: what the agent did is not known. One press reads the last 24 hours of every
        connection for every identity of the agent, and goes on until 30 minutes after containment.
      </p>
    )
  return (
    <>
      <p className="flex flex-wrap items-start gap-x-2">
        <StateGlyph state={glyphOf(current)} className="mt-px" />
        <strong className="font-semibold">{wordOf(current)}</strong>
        {current.progress ? <UntrustedText text={current.progress} /> : null}
        {current.state === "finished" && current.finishedAt && !current.progress ? (
          <span>
            first complete at <UtcTime iso={current.finishedAt} />
          </span>
        ) : null}
        {current.nextReadAt && current.state !== "queued" && !current.progress ? (
          <span className="text-ink-2">
            read again in <Countdown to={current.nextReadAt} now={serverNow} overdue="due for" />
          </span>
        ) : null}
        {current.nextReadAt === null && current.state === "finished" ? (
          <span className="text-ink-2">no longer followed</span>
        ) : null}
      </p>
      <p className="text-12 text-ink-2">
        Window <UtcDateTime iso={current.windowFrom} /> to <UtcDateTime iso={current.windowTo} />, asked for
        by <UntrustedText text={current.requestedBy} max={60} />.
      </p>
      {current.failure ? (
        <p className="text-agent">
          {current.state === "failed" ? "Could not be read: " : "Not read in part: "}
          <UntrustedText text={current.failure} />
        </p>
      ) : null}
    </>
  )
}

function glyphOf(current: AssessmentDto) {
  if (current.progress) return "attempting"
  switch (current.state) {
    case "queued":
      return "queued"
    case "reading":
      return "attempting"
    case "failed":
      return "failed"
    case "cancelled":
      return "cancelled"
    case "finished":
      return current.nextReadAt ? "verifying" : "applied"
  }
}

function wordOf(current: AssessmentDto): string {
  switch (current.state) {
    case "queued":
      return "Asked for, waits for a worker"
    case "reading":
      return "Reading"
    case "failed":
      return "Reading failed"
    case "cancelled":
      return "Stopped"
    case "finished":
      return current.nextReadAt ? "Read, and followed" : "Read"
  }
}
