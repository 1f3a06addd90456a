"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { ActionButton } from "@/components/patterns/action-button"
import { Countdown } from "@/components/patterns/countdown"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { StateGlyph } from "@/components/steps/state-glyph"
import { contactKindTitles } from "@/lib/contacts/policy"
import { formatUtcTime } from "@/lib/format"
import { isOpen } from "@/lib/incidents/policy"
import { incidentQuery } from "@/lib/incidents/queries"
import type { IncidentDto } from "@/lib/incidents/schema"
import { apiPaths } from "@/lib/paths"

type Alert = IncidentDto["alerts"][number]

/** Who was alerted, whether it left, who acknowledged, and when the next one is alerted. */
export function AlertsPanel({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const { alerts } = incident
  const acknowledged = alerts.filter((alert) => alert.acknowledgedAt).length
  return (
    <Panel
      title="Alerts"
      actions={
        alerts.length > 0 ? (
          <span className="machine text-13 text-ink-2">
            {acknowledged}/{alerts.length} acknowledged
          </span>
        ) : null
      }
    >
      {alerts.length === 0 ? (
        <p className="px-3.5 py-2.5 text-13 text-ink-2">
          Nobody was alerted: there are no contacts. Call them, and state the first step.
        </p>
      ) : (
        <ul>
          {alerts.map((alert) => (
            <AlertRow key={alert.id} alert={alert} incident={incident} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function AlertRow({ alert, incident }: { alert: Alert; incident: IncidentDto }) {
  const send = useSend({
    path: `${apiPaths.alert(alert.id)}/acknowledge`,
    body: () => undefined,
    stale: [["incident", incident.reference]],
  })
  return (
    <li className="grid grid-cols-[16px_1fr] gap-x-2.5 gap-y-1.5 border-t border-dotted px-3.5 py-2 text-13 first:border-t-0">
      <StateGlyph state={glyphOf(alert)} className="mt-0.5" />
      <div className="min-w-0">
        <UntrustedText text={alert.contact} max={60} className="font-medium" />
        <small className="block text-12 text-ink-2">
          {contactKindTitles[kindOf(alert.kind)]} · <Delivered alert={alert} />
        </small>
        <p className="text-12">
          <State alert={alert} incident={incident} />
        </p>
        {alert.acknowledgedAt ? null : (
          <ActionButton
            size="sm"
            className="mt-1.5"
            refusal={incident.may.note}
            busy={send.isPending ? "Sending…" : null}
            onClick={() => send.mutate({})}
          >
            Acknowledge
          </ActionButton>
        )}
        <ProblemNote error={send.error} />
      </div>
    </li>
  )
}

function State({ alert, incident }: { alert: Alert; incident: IncidentDto }) {
  if (alert.acknowledgedAt) {
    return (
      <>
        Acknowledged by <UntrustedText text={alert.acknowledgedBy ?? "somebody"} max={60} />,{" "}
        <UtcTime iso={alert.acknowledgedAt} />
      </>
    )
  }
  if (alert.escalatedAt) {
    return (
      <>
        Not acknowledged; escalated <UtcTime iso={alert.escalatedAt} />
      </>
    )
  }
  if (!alert.escalateAt || !isOpen(incident.status)) return <>Not acknowledged</>
  return (
    <>
      Not acknowledged; escalates in{" "}
      <Countdown to={alert.escalateAt} now={incident.serverNow} overdue="due since" />
    </>
  )
}

const channels = { email: "e-mail", webhook: "webhook", drill_inbox: "drill inbox" }
const states = {
  queued: "waiting to be sent",
  sending: "being sent",
  accepted: "taken by the next hop",
  failed: "not delivered",
  in_doubt: "perhaps sent",
}

function Delivered({ alert }: { alert: Alert }) {
  if (alert.deliveries.length === 0) return <>no channel; call them</>
  return (
    <>
      {alert.deliveries.map((delivery, i) => (
        <span key={delivery.id}>
          {i > 0 ? ", " : ""}
          {delivery.channel === "drill_inbox" && delivery.state === "accepted"
            ? "in the drill's inbox"
            : `${channels[delivery.channel]} ${states[delivery.state]}`}
          {delivery.failure ? (
            <>
              : <UntrustedText text={delivery.failure} />
            </>
          ) : null}
        </span>
      ))}
      {` ${formatUtcTime(alert.raisedAt)}`}
    </>
  )
}

/** Acknowledged by a link is a typed name, on the page a person: both are said, neither is a proof. */
function glyphOf(alert: Alert): "stated" | "failed" | "in_doubt" | "queued" {
  if (alert.acknowledgedAt) return "stated"
  if (alert.deliveries.length > 0 && alert.deliveries.every((d) => d.state === "failed")) return "failed"
  return alert.escalatedAt ? "in_doubt" : "queued"
}

function kindOf(kind: string): keyof typeof contactKindTitles {
  return kind === "on_call_engineer" || kind === "infrastructure_team" || kind === "manager"
    ? kind
    : "stakeholder"
}
