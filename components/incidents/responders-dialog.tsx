"use client"

import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { LoadingRows } from "@/components/patterns/loading-rows"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { Dialog } from "@/components/ui/dialog"
import { SelectField, TextField } from "@/components/ui/field"
import { peopleQuery } from "@/lib/accounts/queries"
import { meQuery } from "@/lib/auth/queries"
import { showInvisible } from "@/lib/format"
import { type IncidentRole, incidentRoles } from "@/lib/incidents/policy"
import type { IncidentDto } from "@/lib/incidents/schema"
import { apiPaths } from "@/lib/paths"

const duties: Record<IncidentRole, string> = {
  commander: "Decides and approves. One person; never nobody by hand-over.",
  operations: "Carries out what the commander decided.",
  communications: "Writes and sends the messages.",
  scribe: "Keeps notes. A viewer may hold it.",
}

/** Who holds which role here, and the ways to take one or hand one over. */
export function RespondersDialog({ incident, onClose }: { incident: IncidentDto; onClose: () => void }) {
  const [offering, setOffering] = useState<IncidentRole | null>(null)
  const at = apiPaths.incident(incident.reference)
  const stale = [["incident", incident.reference], ["incidents"]]
  const take = useSend<{ role: IncidentRole }>({ path: `${at}/roles/take`, stale })
  const { data: me } = useQuery(meQuery())
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Responders"
      description="A role is handed over by an offer. Until it is accepted, whoever holds the role keeps it."
    >
      <ul className="-my-2">
        {incidentRoles.map((role) => {
          const holder = incident.responders.find((r) => r.role === role)
          const offer = incident.handOvers.find((h) => h.role === role)
          return (
            <li key={role} className="grid gap-2 border-t py-3 text-13 first:border-t-0">
              <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
                <div className="min-w-0 flex-1 basis-56">
                  <h3 className="font-semibold text-14 first-letter:uppercase">{role}</h3>
                  <p>
                    {holder ? (
                      <>
                        <UntrustedText text={holder.name} max={60} className="font-medium" /> since{" "}
                        <UtcTime iso={holder.since} />
                      </>
                    ) : (
                      "Nobody"
                    )}
                  </p>
                  {offer ? (
                    <p className="text-12">
                      Offered to <UntrustedText text={offer.to} max={60} /> at{" "}
                      <UtcTime iso={offer.offeredAt} />, not answered yet.
                    </p>
                  ) : null}
                  <p className="text-12 text-ink-2">{duties[role]}</p>
                </div>
                <div className="flex flex-wrap gap-2">
                  <ActionButton
                    size="sm"
                    refusal={takeRefusal(incident, role, me?.role === "administrator")}
                    busy={take.isPending && take.variables?.role === role ? "Taking…" : null}
                    onClick={() => take.mutate({ role })}
                  >
                    {holder ? "Take over" : "Take it"}
                  </ActionButton>
                  <ActionButton
                    size="sm"
                    aria-expanded={offering === role}
                    refusal={incident.myRoles.includes(role) ? incident.may.update : incident.may.command}
                    onClick={() => setOffering(offering === role ? null : role)}
                  >
                    {offer ? "Offer again…" : "Offer…"}
                  </ActionButton>
                </div>
              </div>
              {offering === role ? (
                <OfferForm incident={incident} role={role} onDone={() => setOffering(null)} />
              ) : null}
            </li>
          )
        })}
      </ul>
      <ProblemNote error={take.error} />
    </Dialog>
  )
}

/** The same rule as the server's: a role that is held is taken over by administrators only. */
function takeRefusal(incident: IncidentDto, role: IncidentRole, administrator: boolean): string | null {
  if (incident.may.update) return incident.may.update
  if (incident.myRoles.includes(role)) return "you hold it"
  const held = incident.responders.some((r) => r.role === role)
  return held && !administrator ? "it is held; ask for an offer" : null
}

function OfferForm({
  incident,
  role,
  onDone,
}: {
  incident: IncidentDto
  role: IncidentRole
  onDone: () => void
}) {
  const { data, error } = useQuery(peopleQuery())
  const [userId, setUserId] = useState("")
  const [note, setNote] = useState("")
  const send = useSend<{ role: IncidentRole; userId: string; note: string }>({
    path: `${apiPaths.incident(incident.reference)}/roles/offer`,
    stale: [["incident", incident.reference]],
    onSuccess: onDone,
  })
  if (!data) return error ? <ProblemNote error={error} /> : <LoadingRows what="the people" rows={1} />
  const holder = incident.responders.find((r) => r.role === role)
  const people = data.people.filter(
    (p) => p.userId !== holder?.userId && (p.role !== "viewer" || role === "scribe"),
  )
  if (people.length === 0)
    return (
      <p className="text-ink-2">
        Nobody else can hold it: it needs another{" "}
        {role === "scribe" ? "account" : "operator or administrator"}. An administrator invites people under
        Settings, Accounts.
      </p>
    )
  return (
    <form
      className="grid items-end gap-3 rounded-2 border border-control p-3 sm:grid-cols-[1fr_1.4fr_auto]"
      onSubmit={(event) => {
        event.preventDefault()
        if (userId && !send.isPending) send.mutate({ role, userId, note: note.trim() })
      }}
    >
      <SelectField label="To" value={userId} onChange={(event) => setUserId(event.target.value)}>
        <option value="">Choose a person</option>
        {people.map((person) => (
          <option key={person.userId} value={person.userId}>
            {showInvisible(person.name)} ({person.role})
          </option>
        ))}
      </SelectField>
      <TextField
        label="Note"
        optional
        maxLength={300}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <ActionButton
        type="submit"
        refusal={userId ? null : "choose whom"}
        busy={send.isPending ? "Offering…" : null}
      >
        Offer {role === "commander" ? "command" : role}
      </ActionButton>
      <div className="col-span-full empty:hidden">
        <ProblemNote error={send.error} />
      </div>
    </form>
  )
}
