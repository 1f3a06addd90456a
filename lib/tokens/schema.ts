import { z } from "zod"
import { machineScopes } from "@/lib/auth/policy"
import { plainText } from "@/lib/text"

export const tokenIdParams = z.strictObject({ id: z.uuid() })

export const createTokenInput = z.strictObject({
  name: plainText(120),
  scopes: z
    .array(z.string())
    .min(1, "choose at least one scope")
    .max(50)
    .refine((scopes) => scopes.every((s) => machineScopes.includes(s)), "names a scope that does not exist")
    .transform((scopes) => [...new Set(scopes)].sort()),
  /** Days until it expires. */
  days: z.int().min(1, "is less than a day").max(366, "is more than a year"),
})
export type CreateTokenInput = z.input<typeof createTokenInput>

export type TokenDto = {
  id: string
  name: string
  /** Its first characters, to tell tokens apart. */
  prefix: string
  scopes: string[]
  createdBy: string
  createdAt: string
  expiresAt: string
  /** At most a minute old; null when never used. */
  lastUsedAt: string | null
  state: "working" | "revoked" | "expired"
}
export type TokensDto = { tokens: TokenDto[]; scopes: readonly string[] }

/** `token` is shown this once; only its hash is kept. */
export type CreatedTokenDto = TokenDto & { token: string }
