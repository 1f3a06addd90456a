import { z } from "zod"
import type { IncidentStatus } from "@/lib/incidents/policy"
import { type MessageKind, messageKinds } from "@/lib/messages/kinds"
import { instant, multilineText, plainText } from "@/lib/text"

export type { MessageKind }

/** The inbox of a drill, which stands among the recipients like a contact; nothing leaves the server through it. */
export const drillInboxId = "00000000-0000-4000-8000-000000000001"

/** What a person sends. The text is theirs; what it claims is judged against the facts at that moment. */
export const sendMessageSchema = z.strictObject({
  kind: z.enum(messageKinds),
  subject: plainText(200),
  body: multilineText(20_000),
  /** ISO time promised as the next update; null promises nothing, and the cadence of the severity goes on. */
  nextUpdateAt: instant().nullable(),
  /** Day of the review that the draft of a resolution named (YYYY-MM-DD). */
  reviewOn: z.iso.date().optional(),
  /** Contact ids to send to; empty means: nobody, the text was copied by hand. */
  contactIds: z.array(z.uuid()).max(200),
  /** Needed when the text claims more than is proven: why, in the sender's words. It is added to the message. */
  claimReason: multilineText(500).optional(),
  /** How it was told when no channel was used ("read out on the bridge"). */
  statedDelivery: plainText(300).optional(),
})
export const draftQuery = z.strictObject({
  kind: z.enum(messageKinds),
  /** The next update to promise; by the cadence of the severity unless told. */
  nextUpdateAt: instant().optional(),
  /** Day of the review (YYYY-MM-DD), named by a resolution. */
  reviewOn: z.iso.date().optional(),
})
export type DraftQuery = z.infer<typeof draftQuery>
export type SendMessageInput = z.infer<typeof sendMessageSchema>

export type ContainmentFacts = {
  total: number
  proven: number
  applied: number
  underWay: number
  notStarted: number
  unverifiable: number
  stated: number
  needsDecision: number
}

/** Everything a template may say. Collected from rows, never typed, except `workaround`, `eta` and `phase`. */
export type MessageFacts = {
  reference: string
  isDrill: boolean
  title: string
  service: string
  severity: number
  status: IncidentStatus
  phase: string
  declaredAt: string
  detectedAt: string
  impactStartedAt: string | null
  recoveredAt: string | null
  resolvedAt: string | null
  now: string
  nextUpdateAt: string | null
  agent: string
  agentInstruction: string
  containment: ContainmentFacts
  /** Whether the contained status was set by hand against the proofs. */
  containmentStated: boolean
  damage: {
    resources: number
    restored: number
    partlyRestored: number
    noWayBack: number
    accepted: number
    statements: string[]
    /** Complete up to this time; null when nothing has been read yet. */
    completeUpTo: string | null
    assessed: boolean
    /** Whether the reading of audit logs was asked for at all. */
    reading: boolean
  }
  /** First successful destructive effect: what the agent ran and what it did. */
  firstEffect: { action: string; resource: string } | null
  restoredFrom: string[]
  workaround: string
  eta: string
  reviewOn: string | null
}

export type MessageDraftDto = {
  kind: MessageKind
  subject: string
  body: string
  facts: MessageFacts
  nextUpdateAt: string | null
}

export type DeliveryDto = {
  id: string
  channel: "email" | "webhook" | "drill_inbox"
  recipient: string
  state: "queued" | "sending" | "accepted" | "failed" | "in_doubt"
  attempts: number
  failure: string
  acceptedAt: string | null
}

export type MessageDto = {
  id: string
  kind: MessageKind
  subject: string
  body: string
  edited: boolean
  sentAt: string
  sentBy: string
  nextUpdateAt: string | null
  headSequence: number
  headHash: string
  statedDelivery: string
  deliveries: DeliveryDto[]
}

/** One thing in a drill's inbox: a message or an alert that would have left in a real incident. */
export type InboxItemDto = {
  id: string
  recipient: string
  subject: string
  body: string
  at: string
  kind: "message" | "alert"
}

export type MessageRecipientDto = { contactId: string; name: string; channels: string[] }

export type MessagesDto = {
  messages: MessageDto[]
  recipients: MessageRecipientDto[]
  /** The next one that is due: initial until one was sent, then updates. */
  dueKind: MessageKind
  nextUpdateDueAt: string | null
  emailConfigured: boolean
  /** What a drill told, newest first; null for a real incident. */
  inbox: InboxItemDto[] | null
  /** Why the viewer may not send, or null. */
  mayNotSend: string | null
}
