import { z } from "zod"
import { multilineText, plainText } from "@/lib/text"

export const approvalParams = z.strictObject({ approvalId: z.uuid() })

const hash = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits")
/** The target's name as typed; must be the label exactly. */
const typedName = plainText(2000)

/** Ask for a step that cannot be taken back. In SEV-3 and SEV-4 this is the approval itself. */
export const askApprovalInput = z.strictObject({ hash, typedName })
export type AskApprovalInput = z.infer<typeof askApprovalInput>

/** The second person's consent to what stands on their screen. */
export const giveApprovalInput = z.strictObject({ hash })
export type GiveApprovalInput = z.infer<typeof giveApprovalInput>

export const declineApprovalInput = z.strictObject({ reason: multilineText(2000).optional() })
export type DeclineApprovalInput = z.infer<typeof declineApprovalInput>

/** One commander alone: why it cannot wait for a second person. */
export const breakGlassInput = z.strictObject({ hash, typedName, reason: multilineText(2000) })
export type BreakGlassInput = z.infer<typeof breakGlassInput>

/** A step that cannot be taken back and has not been approved yet. Times are ISO strings, UTC. */
export type WaitingStepDto = {
  stepId: string
  planId: string
  planKind: "contain" | "restore"
  /** What an approval must repeat. */
  planHash: string
  actionTitle: string
  /** Untrusted text. */
  targetLabel: string
  why: string
  /** Why it cannot be taken back. */
  undoNote: string
  /** Who else is hit, one sentence; null before anybody looked. */
  collateral: string | null
  /** Whether the incident's severity asks for a second person now. */
  secondPerson: boolean
  open: { id: string; requestedBy: string; requestedAt: string; expiresAt: string } | null
  /** How the request before ended without an approval. */
  last: { outcome: "expired" | "declined"; at: string; by: string; reason: string } | null
  /** Why each press may not be made now, as a fragment; null when it may. */
  may: { ask: string | null; give: string | null; decline: string | null; breakGlass: string | null }
}
export type ApprovalsDto = { waiting: WaitingStepDto[] }
