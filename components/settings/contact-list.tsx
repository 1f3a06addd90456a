"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { ContactDialog } from "@/components/settings/contact-dialog"
import { ContactRow } from "@/components/settings/contact-row"
import { type ContactKindName, contactKinds, contactKindTitles } from "@/lib/contacts/policy"
import { contactsQuery } from "@/lib/contacts/queries"
import type { ContactDto } from "@/lib/contacts/schema"
import { apiPaths } from "@/lib/paths"

/** Who is alerted and told, in the order in which it happens. */
export function ContactList() {
  const { data } = useSuspenseQuery(contactsQuery())
  const [editing, setEditing] = useState<ContactDto | ContactKindName | null>(null)
  const order = useSend<{ kind: ContactKindName; ids: string[] }>({
    path: apiPaths.contactOrder(),
    method: "PUT",
    stale: [["contacts"]],
  })
  const ofKind = (kind: ContactKindName) => data.contacts.filter((contact) => contact.kind === kind)
  const move = (contact: ContactDto) => {
    const ids = ofKind(contact.kind).map((each) => each.id)
    const at = ids.indexOf(contact.id)
    order.mutate({
      kind: contact.kind,
      ids: [...ids.slice(0, at - 1), contact.id, ...ids.slice(at - 1).filter((id) => id !== contact.id)],
    })
  }
  const alerted = data.contacts.filter((c) => c.receivesAlerts && c.kind !== "stakeholder")
  return (
    <div className="mx-auto grid max-w-[1200px] gap-3 p-3">
      {data.emailConfigured ? null : <NoMailServer />}
      <Panel
        title="How alerting goes"
        actions={
          <ActionButton
            tone="move"
            size="sm"
            refusal={data.mayNotEdit}
            onClick={() => setEditing("on_call_engineer")}
          >
            Add a contact
          </ActionButton>
        }
      >
        <p className="max-w-[76ch] px-3.5 py-3 text-13 text-ink-2">
          {alerted.length === 0
            ? "Nobody is alerted when an incident is declared: there is no contact yet. The first step “Alert the team” then stays open until somebody states that they called."
            : "Declaring alerts the first contact of each kind. Each alert carries an acknowledge link; without an acknowledgement within five minutes the next of its kind is alerted, then whoever is left. A drill alerts nobody real."}
        </p>
        <div className="px-3.5 pb-3 empty:hidden">
          <ProblemNote error={order.error} />
        </div>
      </Panel>
      {contactKinds.map((kind) => (
        <Panel
          key={kind}
          title={contactKindTitles[kind]}
          aside={kind === "stakeholder" ? "receives messages, is never alerted" : null}
        >
          {ofKind(kind).length === 0 ? (
            <p className="flex items-center justify-between gap-3 px-3.5 py-2 text-13 text-ink-2">
              {kind === "stakeholder" ? "Nobody is told." : "Nobody is alerted."}
              <ActionButton size="sm" refusal={data.mayNotEdit} onClick={() => setEditing(kind)}>
                Add one
              </ActionButton>
            </p>
          ) : (
            <ol>
              {ofKind(kind).map((contact, i) => (
                <ContactRow
                  key={contact.id}
                  contact={contact}
                  place={i}
                  emailConfigured={data.emailConfigured}
                  mayNotEdit={data.mayNotEdit}
                  onMoveUp={() => move(contact)}
                  onEdit={() => setEditing(contact)}
                />
              ))}
            </ol>
          )}
        </Panel>
      ))}
      {editing ? (
        <ContactDialog
          key={typeof editing === "string" ? editing : editing.id}
          contact={typeof editing === "string" ? null : editing}
          kind={typeof editing === "string" ? editing : editing.kind}
          nextPosition={(kind) => ofKind(kind).length}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </div>
  )
}

function NoMailServer() {
  return (
    <div role="note" className="rounded-2 border-[1.5px] border-ink px-3.5 py-3 text-13">
      <strong>No mail server is configured: no alert and no message leaves by e-mail.</strong> Set{" "}
      <code>SMTP_URL</code> and <code>SMTP_FROM</code> and start the server again. Until then webhooks work,
      an e-mail shows as failed at once, and every text can be copied.
    </div>
  )
}
