import { z } from "zod"

const schema = z.object({
  manual: z
    .array(
      z.object({
        credentialId: z.string().nullable(),
        title: z.string(),
        instructions: z.string(),
        link: z.string().nullable(),
      }),
    )
    .default([]),
  refused: z.array(z.object({ credentialId: z.string(), label: z.string(), reason: z.string() })).default([]),
  notes: z
    .array(z.object({ credentialId: z.string(), label: z.string(), mode: z.string(), reason: z.string() }))
    .default([]),
  /** Steps of earlier plans that this plan presses again. */
  again: z.array(z.string()).default([]),
})

/** What came with a plan's steps; the plan's `proposal` column. */
export type PlanNotes = z.infer<typeof schema>

export function parsePlanNotes(value: unknown): PlanNotes {
  return schema.parse(value)
}

export const noNotes: PlanNotes = { manual: [], refused: [], notes: [], again: [] }
