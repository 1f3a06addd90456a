"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import { CheckField, SelectField, TextField } from "@/components/ui/field"
import { type ContactKindName, contactKinds, contactKindTitles } from "@/lib/contacts/policy"
import type { ContactDto, SaveContactInput } from "@/lib/contacts/schema"
import { ApiProblem } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

type Props = {
  /** Null: a new one. */
  contact: ContactDto | null
  kind: ContactKindName
  nextPosition: (kind: ContactKindName) => number
  onClose: () => void
}

/** Adds or changes a contact. A stored key is never shown: an empty box keeps it. */
export function ContactDialog({ contact, kind: firstKind, nextPosition, onClose }: Props) {
  const [kind, setKind] = useState(firstKind)
  const [name, setName] = useState(contact?.name ?? "")
  const [email, setEmail] = useState(contact?.email ?? "")
  const [url, setUrl] = useState(contact?.webhookUrl ?? "")
  const [shape, setShape] = useState(contact?.webhookShape ?? "plain")
  const [secret, setSecret] = useState("")
  const [removeSecret, setRemoveSecret] = useState(false)
  const [alerts, setAlerts] = useState(contact?.receivesAlerts ?? firstKind !== "stakeholder")
  const [messages, setMessages] = useState(contact?.receivesMessages ?? firstKind === "stakeholder")
  const send = useSend<SaveContactInput>({
    path: contact ? apiPaths.contact(contact.id) : apiPaths.contacts(),
    method: contact ? "PUT" : "POST",
    stale: [["contacts"]],
    onSuccess: onClose,
  })
  const still =
    name.trim() === "" ? "name it first" : !email.trim() && !url.trim() ? "give an e-mail or a webhook" : null
  const save = () =>
    send.mutate({
      name: name.trim(),
      kind,
      email: email.trim() || null,
      webhookUrl: url.trim() || null,
      webhookShape: url.trim() ? shape : null,
      receivesAlerts: kind === "stakeholder" ? false : alerts,
      receivesMessages: messages,
      position: contact && contact.kind === kind ? contact.position : nextPosition(kind),
      version: contact?.version ?? 0,
      ...(removeSecret ? { webhookSecret: "" } : secret ? { webhookSecret: secret.trim() } : {}),
    })
  const problem = (path: string) =>
    send.error instanceof ApiProblem ? send.error.fields.find((f) => f.path === path)?.message : undefined
  return (
    <Dialog open onClose={onClose} title={contact ? "Change a contact" : "Add a contact"}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!still && !send.isPending) save()
        }}
      >
        <TextField
          label="Name"
          value={name}
          maxLength={120}
          error={problem("name")}
          help="A person or a rota, as it stands on the page when it acknowledges."
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label="Kind"
          value={kind}
          onChange={(event) => setKind(contactKinds.find((k) => k === event.target.value) ?? kind)}
        >
          {contactKinds.map((each) => (
            <option key={each} value={each}>
              {contactKindTitles[each]}
            </option>
          ))}
        </SelectField>
        <TextField
          label="E-mail"
          optional
          type="email"
          value={email}
          error={problem("email")}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="Webhook"
          optional
          type="url"
          inputMode="url"
          placeholder="https://events.pagerduty.com/v2/enqueue"
          value={url}
          error={problem("webhookUrl")}
          onChange={(event) => setUrl(event.target.value)}
        />
        {url.trim() ? (
          <div className="grid gap-3 sm:grid-cols-2">
            <SelectField
              label="Shape"
              value={shape}
              onChange={(event) => setShape(event.target.value === "pagerduty" ? "pagerduty" : "plain")}
            >
              <option value="plain">Plain JSON</option>
              <option value="pagerduty">PagerDuty Events v2</option>
            </SelectField>
            <TextField
              label={shape === "pagerduty" ? "Routing key" : "Signing secret"}
              optional={shape === "plain" || contact?.hasWebhookSecret === true}
              type="password"
              autoComplete="off"
              value={secret}
              error={problem("webhookSecret")}
              help={
                contact?.hasWebhookSecret
                  ? "One is stored; empty keeps it."
                  : "Stored sealed, never shown again."
              }
              onChange={(event) => setSecret(event.target.value)}
            />
            {contact?.hasWebhookSecret && shape === "plain" ? (
              <CheckField
                label="Remove the stored secret"
                checked={removeSecret}
                onChange={(event) => setRemoveSecret(event.target.checked)}
              />
            ) : null}
          </div>
        ) : null}
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 font-medium text-13">Receives</legend>
          {kind === "stakeholder" ? null : (
            <CheckField
              label="Alerts"
              help="Is woken at declare or by escalation, with an acknowledge link."
              checked={alerts}
              onChange={(event) => setAlerts(event.target.checked)}
            />
          )}
          <CheckField
            label="Messages"
            help="The initial message, updates and the resolution."
            checked={messages}
            onChange={(event) => setMessages(event.target.checked)}
          />
        </fieldset>
        <ProblemNote error={send.error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <ActionButton type="submit" refusal={still} busy={send.isPending ? "Saving…" : null}>
            {contact ? "Save the contact" : "Add the contact"}
          </ActionButton>
        </DialogActions>
      </form>
    </Dialog>
  )
}
