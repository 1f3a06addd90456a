import { z } from "zod"
import { instant, multilineText, plainText } from "@/lib/text"

/** Groups of kinds, as the filter shows them. */
export const timelineGroups = [
  "agent",
  "person",
  "containment",
  "assessment",
  "restore",
  "message",
  "system",
] as const
export type TimelineGroup = (typeof timelineGroups)[number]

/** Every kind of entry, `noun.past`, with its group. A kind that is not here cannot be written. */
export const timelineKinds = {
  "incident.declared": "person",
  "incident.updated": "person",
  "incident.severity_changed": "person",
  "incident.status_changed": "person",
  "incident.status_stated": "person",
  "incident.contained": "containment",
  "incident.containment_lost": "containment",
  "note.added": "person",
  "note.redacted": "person",
  "entry.corrected": "person",
  "fact.inserted": "person",
  "entry.pinned": "person",
  "entry.unpinned": "person",
  "role.offered": "person",
  "role.accepted": "person",
  "role.declined": "person",
  "first_step.stated": "person",
  "connection.added": "person",
  "credential.added": "containment",
  "credential.stated": "containment",
  "plan.proposed": "containment",
  "plan.approved": "containment",
  "plan.edited": "containment",
  "plan.cancelled": "containment",
  "plan.finished": "containment",
  "approval.asked": "containment",
  "approval.given": "containment",
  "approval.declined": "containment",
  "approval.broke_glass": "containment",
  "step.approved": "containment",
  "step.requested": "containment",
  "step.delayed": "containment",
  "step.snapshotted": "containment",
  "step.attempting": "containment",
  "step.applied": "containment",
  "step.verifying": "containment",
  "step.verified": "containment",
  "step.unverifiable": "containment",
  "step.ineffective": "containment",
  "step.failed": "containment",
  "step.in_doubt": "containment",
  "step.stated": "containment",
  "step.undone": "containment",
  "step.undo_requested": "containment",
  "step.cancelled": "containment",
  "step.skipped": "containment",
  "step.rechecked": "containment",
  "step.repeated": "containment",
  "step.retried": "containment",
  "proof.observed": "containment",
  "proof.lost": "containment",
  "assessment.started": "assessment",
  "assessment.finished": "assessment",
  "assessment.failed": "assessment",
  "assessment.gap_found": "assessment",
  "assessment.cancelled": "assessment",
  "identity.found": "agent",
  "agent.effects_seen": "agent",
  "agent.denied": "agent",
  "damage.found": "agent",
  "work.asked": "containment",
  "work.found": "agent",
  "damage.options_asked": "restore",
  "damage.options_computed": "restore",
  "damage.accepted": "restore",
  "damage.restored": "restore",
  "restore.planned": "restore",
  "alert.raised": "message",
  "alert.acknowledged": "message",
  "alert.escalated": "message",
  "message.sent": "message",
  "delivery.failed": "message",
  "delivery.retried": "message",
  "live_link.created": "system",
  "live_link.revoked": "system",
  "review.started": "person",
  "review.edited": "person",
  "review.completed": "person",
  "action_item.added": "person",
  "action_item.changed": "person",
  "drill.started": "system",
  "drill.ended": "system",
} as const satisfies Record<string, TimelineGroup>

export type TimelineKind = keyof typeof timelineKinds

export function isTimelineKind(kind: string): kind is TimelineKind {
  return Object.hasOwn(timelineKinds, kind)
}

export type TimelineEntryDto = {
  sequence: number
  kind: TimelineKind
  group: TimelineGroup
  /** When it happened, as its source tells; ISO. */
  occurredAt: string
  /** When we learnt it; ISO. */
  recordedAt: string
  actor: { kind: "person" | "machine" | "system" | "agent"; label: string }
  /** One line. May hold untrusted text. */
  text: string
  /** Second line: reason, detail; may be empty. */
  detail: string
  /** Markdown of a note; null for every other kind. */
  note: string | null
  body: Record<string, unknown>
  internal: boolean
  pinned: boolean
  redacted: { by: string; at: string; reason: string } | null
  correctsSequence: number | null
  correctedBySequence: number | null
  evidenceId: string | null
  hash: string
}

export const timelineOrders = ["newest", "oldest"] as const

/** Filters as they stand in the URL; all combine with AND. */
export const timelineQuerySchema = z.strictObject({
  order: z.enum(timelineOrders).default("newest"),
  /** Comma-separated groups; absent: all. */
  groups: z
    .string()
    .max(200)
    .optional()
    .transform((text) => (text ? text.split(",") : []))
    .pipe(z.array(z.enum(timelineGroups))),
  actor: plainText(200, { empty: true }).optional(),
  text: plainText(200, { empty: true }).optional(),
  pinned: z.enum(["true"]).optional(),
  from: instant().optional(),
  to: instant().optional(),
  /** Entries after (newest order: before) this position: "<occurredAt>,<sequence>". */
  cursor: z
    .string()
    .transform((text) => text.split(","))
    .pipe(
      z.tuple([instant(), z.string().regex(/^\d{1,9}$/)], "is not a position that a page of this list gave"),
    )
    .transform(([at, sequence]) => ({ at: new Date(at), sequence: Number(sequence) }))
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export type TimelineQuery = z.output<typeof timelineQuerySchema>
export type TimelineQueryInput = z.input<typeof timelineQuerySchema>

export type TimelinePageDto = {
  entries: TimelineEntryDto[]
  /** Cursor of the next page; null at the end. */
  next: string | null
  total: number
  /** Entries that the filter hides: "12 hidden by this filter". */
  hidden: number
  headSequence: number
}

export type ChainReport = {
  ok: boolean
  checked: number
  headSequence: number
  headHash: string
  redacted: number
  /** First few things that are wrong, one sentence each; empty when ok. */
  faults: { sequence: number; fault: string }[]
  verifiedAt: string
}

export const addNoteInput = z.strictObject({
  text: multilineText(20_000),
  internal: z.boolean().default(false),
})
export const insertFactInput = z.strictObject({
  text: multilineText(5_000),
  occurredAt: instant(),
  internal: z.boolean().default(false),
})
export const correctEntryInput = z.strictObject({ text: multilineText(5_000) })
export const redactEntryInput = z.strictObject({ reason: plainText(500) })
export const pinEntryInput = z.strictObject({ pinned: z.boolean() })

export const entryParams = z.strictObject({
  reference: z
    .string()
    .regex(/^(?:INC|DRILL)-[1-9]\d{0,8}$/i, "is not an incident number like INC-47")
    .transform((text) => text.toUpperCase()),
  sequence: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "is not the number of an entry")
    .transform(Number),
})
