import { z } from "zod"
import { type AccountRole, accountRoles } from "@/lib/auth/policy"
import { emailSchema } from "@/lib/auth/schema"
import { plainText } from "@/lib/text"

export const accountParams = z.strictObject({ id: z.uuid() })
export const changeRoleInput = z.strictObject({ role: z.enum(accountRoles) })
export const renameInput = z.strictObject({ name: plainText(120) })
export const createInvitationInput = z.strictObject({
  role: z.enum(accountRoles),
  /** When given, only an account with this address can be made from the link. */
  email: emailSchema.nullable().default(null),
  /** Days the link works. */
  days: z.int().min(1).max(30).default(7),
})
export type CreateInvitationInput = z.input<typeof createInvitationInput>

/** Why the reader may not, as a fragment for a disabled button; null when allowed. */
type Refusal = string | null

export type AccountDto = {
  id: string
  name: string
  email: string
  role: AccountRole
  createdAt: string
  disabledAt: string | null
  /** When any open session of theirs last sent a request. */
  lastSeenAt: string | null
  openSessions: number
  /** Machine tokens they made that still work: these outlive the account. */
  workingTokens: number
  isMe: boolean
  may: { edit: Refusal; demote: Refusal; disable: Refusal }
}

export type InvitationDto = {
  id: string
  role: AccountRole
  email: string | null
  isSetup: boolean
  createdBy: string | null
  createdAt: string
  expiresAt: string
  state: "open" | "used" | "revoked" | "expired"
}

export type AccountsDto = {
  accounts: AccountDto[]
  /** Open ones first; links that ended more than 30 days ago are left out. */
  invitations: InvitationDto[]
  mayNotEdit: Refusal
}

/** `path` holds the token and is shown this once. */
export type CreatedInvitationDto = InvitationDto & { path: string }

export type SessionDto = {
  id: string
  createdAt: string
  signedInAt: string
  lastSeenAt: string
  expiresAt: string
  address: string
  /** As the browser said; untrusted. */
  userAgent: string
  isThis: boolean
}
export type SessionsDto = { sessions: SessionDto[] }

/** Who can hold a role on an incident; a viewer can only be scribe. No addresses: every signed-in reader sees it. */
export type PersonDto = { userId: string; name: string; role: AccountRole }
export type PeopleDto = { people: PersonDto[] }
