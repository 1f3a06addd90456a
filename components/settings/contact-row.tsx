"use client"

import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { Menu } from "@/components/ui/menu"
import type { ContactDto, ContactTest } from "@/lib/contacts/schema"
import { apiPaths } from "@/lib/paths"

type Props = {
  contact: ContactDto
  /** 0: alerted when an incident is declared; n: the nth escalation. */
  place: number
  emailConfigured: boolean
  mayNotEdit: string | null
  onMoveUp: () => void
  onEdit: () => void
}

/** One contact: its channels, when it is alerted, and what a test said. */
export function ContactRow({ contact, place, emailConfigured, mayNotEdit, onMoveUp, onEdit }: Props) {
  const at = apiPaths.contact(contact.id)
  const test = useSend<Record<string, never>, ContactTest>({ path: `${at}/test`, body: () => undefined })
  const archive = useSend({ path: at, method: "DELETE", body: () => undefined, stale: [["contacts"]] })
  return (
    <li className="grid grid-cols-[1fr_auto] items-start gap-x-3 gap-y-1.5 border-t px-3.5 py-2.5 text-13 first:border-t-0">
      <div className="min-w-0">
        <UntrustedText text={contact.name} max={60} className="font-semibold" />
        <small className="block text-12 text-ink-2">{whenAlerted(contact, place)}</small>
        <ul className="mt-1 grid gap-0.5">
          {contact.email ? (
            <li>
              E-mail <UntrustedText text={contact.email} mono />
              {emailConfigured ? null : <span className="text-ink-2"> (does not leave: no mail server)</span>}
            </li>
          ) : null}
          {contact.webhookUrl ? (
            <li>
              {contact.webhookShape === "pagerduty" ? "PagerDuty" : "Webhook"}{" "}
              <UntrustedText text={contact.webhookUrl} mono max={80} />
              <span className="text-ink-2">
                {contact.hasWebhookSecret
                  ? contact.webhookShape === "pagerduty"
                    ? " (routing key stored)"
                    : " (signed with the stored secret)"
                  : " (unsigned)"}
              </span>
            </li>
          ) : null}
        </ul>
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <ActionButton
          size="sm"
          refusal={mayNotEdit}
          busy={test.isPending ? "Sending…" : null}
          onClick={() => test.mutate({})}
        >
          Send a test
        </ActionButton>
        <Menu
          label="Change"
          name={`Change the contact ${contact.name}`}
          items={[
            { label: "Edit", onSelect: onEdit, refusal: mayNotEdit },
            {
              label: "Alert earlier",
              onSelect: onMoveUp,
              refusal: place === 0 ? "it is the first of its kind" : mayNotEdit,
            },
            { label: "Remove from the list", onSelect: () => archive.mutate({}), refusal: mayNotEdit },
          ]}
        />
      </div>
      <div role="status" className="col-span-full grid gap-1 empty:hidden">
        {test.data?.map((result) => (
          <p key={result.channel}>
            {result.channel === "email" ? "E-mail" : "Webhook"}: {outcomes[result.outcome]}
            {result.failure ? (
              <>
                {" "}
                <UntrustedText text={result.failure} />
              </>
            ) : null}
          </p>
        ))}
        <ProblemNote error={test.error ?? archive.error} />
      </div>
    </li>
  )
}

const outcomes = {
  accepted: "taken by the next hop. Ask whether it arrived.",
  failed: "not sent.",
  in_doubt: "may have been sent.",
}

function whenAlerted(contact: ContactDto, place: number): string {
  const told = contact.receivesMessages ? "receives messages" : "receives no messages"
  if (contact.kind === "stakeholder")
    return contact.receivesMessages ? "Receives messages" : "Receives nothing"
  if (!contact.receivesAlerts) return `Not alerted; ${told}`
  return place === 0 ? `Alerted at declare; ${told}` : `Escalation ${place}; ${told}`
}
