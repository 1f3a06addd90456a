"use client"

import { UntrustedText } from "@/components/patterns/untrusted-text"
import { ButtonLink } from "@/components/ui/button"
import { CheckField, TextField } from "@/components/ui/field"
import type { MessagesDto } from "@/lib/messages/schema"
import { paths } from "@/lib/paths"

type Props = {
  messages: MessagesDto
  isDrill: boolean
  /** Contacts that are left out. */
  left: ReadonlySet<string>
  onChange: (left: ReadonlySet<string>) => void
  byHand: string
  onByHand: (text: string) => void
}

/** Who gets it and by which channel; what does not work is said before anything is sent. */
export function RecipientList({ messages, isDrill, left, onChange, byHand, onByHand }: Props) {
  const { recipients, emailConfigured } = messages
  const toggle = (id: string, taken: boolean) => {
    const next = new Set(left)
    if (taken) next.delete(id)
    else next.add(id)
    onChange(next)
  }
  return (
    <div className="grid gap-3 px-3.5 py-3">
      {isDrill ? (
        <p className="text-13">
          This is a drill: the message stays in the drill's inbox below. No contact is told.
        </p>
      ) : null}
      {!isDrill && !emailConfigured ? (
        <p className="border-ink border-l-2 pl-3 text-13">
          No mail server is set (SMTP_URL): e-mail fails at once. Webhooks go out. The text can always be
          copied and sent by hand.
        </p>
      ) : null}
      {recipients.length === 0 ? (
        <div className="grid gap-2 text-13">
          <p>No contact takes messages. Copy the text and tell people by hand, or add a contact.</p>
          <ButtonLink href={paths.contacts()} size="sm" className="justify-self-start">
            Open contacts
          </ButtonLink>
        </div>
      ) : (
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 font-medium text-13">Recipients</legend>
          {recipients.map((recipient) => (
            <CheckField
              key={recipient.contactId}
              label={<UntrustedText text={recipient.name} />}
              help={
                recipient.channels.length > 0 ? (
                  <UntrustedText text={recipient.channels.join(", ")} />
                ) : (
                  "no channel"
                )
              }
              checked={!left.has(recipient.contactId)}
              onChange={(event) => toggle(recipient.contactId, event.target.checked)}
            />
          ))}
        </fieldset>
      )}
      <TextField
        label="Told by hand"
        optional
        maxLength={300}
        placeholder="read out on the bridge"
        help="How it was delivered outside Firebreak. Kept as stated by you."
        value={byHand}
        onChange={(event) => onByHand(event.target.value)}
      />
    </div>
  )
}
