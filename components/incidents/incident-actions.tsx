"use client"

import dynamic from "next/dynamic"
import { useState } from "react"
import { CopyButton } from "@/components/patterns/copy-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { useSend } from "@/components/patterns/use-send"
import { Dialog } from "@/components/ui/dialog"
import { Menu } from "@/components/ui/menu"
import type { MenuItem } from "@/components/ui/menu-label"
import { type IncidentStatus, incidentStatuses, judgeStatusChange, severities } from "@/lib/incidents/policy"
import type { IncidentDto } from "@/lib/incidents/schema"
import { apiPaths } from "@/lib/paths"

const RespondersDialog = dynamic(() =>
  import("@/components/incidents/responders-dialog").then((m) => m.RespondersDialog),
)

type Change =
  | { kind: "status"; to: IncidentStatus; why: string }
  | { kind: "severity"; to: 1 | 2 | 3 | 4; why: string }

/** Status, severity, command and the live link: what changes the incident itself. Each change asks why. */
export function IncidentActions({ incident }: { incident: IncidentDto }) {
  const [change, setChange] = useState<Change | null>(null)
  const [link, setLink] = useState<string | null>(null)
  const [responders, setResponders] = useState(false)
  const stale = [["incident", incident.reference], ["incidents"]]
  const at = apiPaths.incident(incident.reference)
  const send = useSend<Record<string, unknown>>({
    path: () => `${at}/${change?.kind}`,
    stale,
    onSuccess: () => setChange(null),
  })
  const take = useSend<{ role: string }>({ path: `${at}/roles/take`, stale })
  const share = useSend<Record<string, never>, { path: string }>({
    path: `${at}/live-link`,
    body: () => undefined,
    stale,
    onSuccess: ({ path }) => setLink(new URL(path, location.origin).href),
  })
  const revoke = useSend({ path: `${at}/live-link`, method: "DELETE", body: () => undefined, stale })
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Menu label="Status" name="Change the status" items={statusItems(incident, setChange)} />
        <Menu label="Severity" name="Change the severity" items={severityItems(incident, setChange)} />
        <Menu
          label="More"
          name="More: command and live link"
          items={[
            { label: "Responders and hand-over…", onSelect: () => setResponders(true) },
            {
              label: "Take command",
              onSelect: () => take.mutate({ role: "commander" }),
              refusal: incident.myRoles.includes("commander") ? "you are the commander" : incident.may.update,
            },
            ...(incident.liveLink
              ? [
                  {
                    label: "Show the live link",
                    onSelect: () => setLink(new URL(incident.liveLink ?? "", location.origin).href),
                  },
                ]
              : []),
            {
              label: incident.liveLink ? "Make a new live link" : "Make a live link",
              onSelect: () => share.mutate({}),
              refusal: incident.may.command,
            },
            {
              label: "Revoke the live link",
              onSelect: () => revoke.mutate({}),
              refusal: incident.liveLink ? incident.may.command : "there is none",
            },
          ]}
        />
      </div>
      <ProblemNote error={take.error ?? share.error ?? revoke.error} />
      {change ? (
        <ReasonDialog
          title={
            change.kind === "status"
              ? `Change the status to ${change.to}`
              : `Change the severity to SEV-${change.to}`
          }
          description={change.why}
          ask="Why"
          confirm="Change it"
          busy={send.isPending}
          error={send.error}
          onConfirm={(why) => send.mutate({ [change.kind]: change.to, why })}
          onClose={() => setChange(null)}
        />
      ) : null}
      {responders ? <RespondersDialog incident={incident} onClose={() => setResponders(false)} /> : null}
      {link ? (
        <Dialog
          open
          onClose={() => setLink(null)}
          title="Live link"
          description="Whoever has it can read status, containment, damage and the timeline without internal notes. Revoke it here at any time."
        >
          <p className="machine mb-3 break-all text-13">{link}</p>
          <CopyButton text={link}>Copy the link</CopyButton>
        </Dialog>
      ) : null}
    </>
  )
}

function statusItems(incident: IncidentDto, choose: (change: Change) => void): MenuItem[] {
  const facts = {
    contained: incident.containment.contained,
    credentials: incident.containment.total,
    openDamage: incident.counts.openDamage,
  }
  return incidentStatuses.map((to) => {
    const judged = judgeStatusChange(incident.status, to, facts)
    return {
      label: to[0]?.toUpperCase() + to.slice(1),
      onSelect: () => choose({ kind: "status", to, why: judged.allowed ? judged.why : "" }),
      refusal: incident.may.command ?? (judged.allowed ? null : judged.reason),
    }
  })
}

function severityItems(incident: IncidentDto, choose: (change: Change) => void): MenuItem[] {
  return ([1, 2, 3, 4] as const).map((to) => ({
    label: (
      <>
        {severities[to].name}
        <small className="block text-12 text-ink-2">{severities[to].definition}</small>
      </>
    ),
    onSelect: () => choose({ kind: "severity", to, why: severities[to].definition }),
    refusal: incident.may.command ?? (incident.severity === to ? "it is so already" : null),
  }))
}
