import { z } from "zod"
import type { StepState } from "@/lib/plans/policy"

/** Something that the agent started and that goes on by itself. Strings from the platform are untrusted text. */
export type WorkDto = {
  id: string
  /** "Step Functions execution" */
  kindTitle: string
  resource: string
  region: string
  connectionName: string
  startedBy: string
  startedAt: string
  /** "states:StartExecution" */
  startedAction: string
  /** As the service said at `readAt`; `unknown`: it did not say. */
  state: "running" | "ending" | "ended" | "unknown"
  /** The platform's own word. */
  word: string
  readAt: string
  /** What stops it; null where no action does. */
  stop: { title: string; undo: string } | null
  /** Why no action stops it, and what to do instead; "" when one does or it has ended. */
  guidance: string
  link: string
  /** The step that stops it, once one was asked for. */
  step: { id: string; state: StepState; since: string; reason: string } | null
  /** Why it may not be stopped now; null when it may. */
  refusal: string | null
}

export type WorkLookDto = {
  /** `never`: nobody has looked yet, which is not the same as nothing. */
  state: "never" | "asked" | "looking" | "looked"
  askedBy: string
  askedAt: string | null
  lookedAt: string | null
  /** When it is looked for again by itself. */
  nextAt: string | null
  /** What could not be looked at, in words. */
  failure: string
  /** What was read, how late it is, what it cannot see. */
  sources: { label: string; failure: string; latenessNote: string; cannotSee: string[] }[]
}

export type WorkListDto = {
  look: WorkLookDto
  /** What goes on first, then what is not known, then what ended; newest start first. */
  work: WorkDto[]
  may: { look: string | null; stop: string | null }
}

export const lookForWorkSchema = z.strictObject({})
export type LookForWorkInput = z.infer<typeof lookForWorkSchema>

/** Stop these pieces of work: one plan, asked for at once. */
export const stopWorkSchema = z.strictObject({ workIds: z.array(z.uuid()).min(1).max(100) })
export type StopWorkInput = z.infer<typeof stopWorkSchema>
