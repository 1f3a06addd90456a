import { z } from "zod"
import type { accountRoles } from "@/lib/auth/policy"
import { plainText } from "@/lib/text"

export const emailSchema = z.email("is not an e-mail address").trim().toLowerCase().max(254)

/** Length is what counts; no rules of composition. */
export const passwordSchema = z
  .string()
  .min(12, "is shorter than 12 characters")
  .max(200, "is longer than 200 characters")
  .refine((text) => text.isWellFormed(), "holds broken Unicode; type it again")

export const tokenParams = z.strictObject({
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, "is not a link of ours"),
})

export const createAccountInput = z.strictObject({
  name: plainText(120),
  email: emailSchema,
  password: passwordSchema,
})
export const confirmPasswordInput = z.strictObject({ password: z.string().max(1_000) })
export const changePasswordInput = z.strictObject({ current: z.string().max(1_000), next: passwordSchema })

export type MeDto = {
  kind: "person" | "machine" | "system"
  userId: string | null
  sessionId: string | null
  name: string
  email: string
  role: (typeof accountRoles)[number]
  /** When a password was last given; null for tokens. */
  signedInAt: string | null
}

export type InvitationPageDto = {
  role: (typeof accountRoles)[number]
  email: string | null
  isSetup: boolean
  expiresAt: string
}
