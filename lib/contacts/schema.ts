import { z } from "zod"
import { contactKinds, webhookShapes } from "@/lib/contacts/policy"
import { plainText, rowVersion } from "@/lib/text"

const fields = {
  name: plainText(120),
  kind: z.enum(contactKinds),
  email: z.email("is not an e-mail address").max(254).nullable(),
  webhookUrl: z
    .url({ protocol: /^https?$/, error: "is not an http or https address" })
    .max(1_000)
    .nullable(),
  webhookShape: z.enum(webhookShapes).nullable(),
  receivesAlerts: z.boolean(),
  receivesMessages: z.boolean(),
  position: z.int().min(0).max(1_000),
}

/** `webhookSecret` is write-only: absent keeps what is stored, "" removes it. */
export const saveContactInput = z.strictObject({
  ...fields,
  webhookSecret: plainText(500, { empty: true }).optional(),
  version: rowVersion(),
})
export type SaveContactInput = z.infer<typeof saveContactInput>

export const orderContactsInput = z.strictObject({
  kind: z.enum(contactKinds),
  ids: z
    .array(z.uuid())
    .max(1_000)
    .refine((ids) => new Set(ids).size === ids.length, "names a contact twice"),
})
export type OrderContactsInput = z.infer<typeof orderContactsInput>

export type ContactDto = z.infer<z.ZodObject<typeof fields>> & {
  id: string
  hasWebhookSecret: boolean
  version: number
}
export type ContactsDto = { contacts: ContactDto[]; emailConfigured: boolean; mayNotEdit: string | null }

/** What the next hop of each channel answered to a test. */
export type ContactTest = {
  channel: "email" | "webhook"
  outcome: "accepted" | "failed" | "in_doubt"
  failure: string
}[]
