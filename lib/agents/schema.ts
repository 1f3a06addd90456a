import { z } from "zod"
import type { Containable } from "@/lib/connections/schema"
import type { ResolvedCredential } from "@/lib/connectors/contract"
import { multilineText, plainText } from "@/lib/text"

/** Offered in the form; any other text is taken as well. */
export const agentKinds = [
  "Claude Code",
  "Codex",
  "Cursor",
  "Gemini CLI",
  "Copilot CLI",
  "OpenCode",
  "Kiro",
  "Amp",
  "Antigravity",
  "Pi",
  "Own agent",
  "Unknown",
] as const

const credential = z.strictObject({
  connectionId: z.uuid(),
  kind: plainText(60),
  identifier: plainText(2048),
  label: plainText(200, { empty: true }).default(""),
})

export const addCredentialSchema = credential
export type AddCredentialInput = z.infer<typeof addCredentialSchema>

const fields = {
  name: plainText(120),
  kind: plainText(60),
  version: plainText(60, { empty: true }),
  owner: plainText(120, { empty: true }),
  runsOn: plainText(200, { empty: true }),
  notes: multilineText(4000, { empty: true }),
}

export const registerAgentSchema = z.strictObject({
  name: fields.name,
  kind: fields.kind,
  version: fields.version.default(""),
  owner: fields.owner.default(""),
  runsOn: fields.runsOn.default(""),
  notes: fields.notes.default(""),
  credentials: z.array(credential).max(50).default([]),
})
export type RegisterAgentInput = z.input<typeof registerAgentSchema>

export const editAgentSchema = z.strictObject({
  rowVersion: z.number().int(),
  name: fields.name.optional(),
  kind: fields.kind.optional(),
  version: fields.version.optional(),
  owner: fields.owner.optional(),
  runsOn: fields.runsOn.optional(),
  notes: fields.notes.optional(),
})
export type EditAgentInput = z.infer<typeof editAgentSchema>

export const archiveAgentSchema = z.strictObject({ rowVersion: z.number().int() })

/** A key id, an ARN or a name, and where to look: one connection, or all of them. */
export const findCredentialSchema = z.strictObject({
  given: plainText(2048),
  connectionId: z.uuid().nullish(),
})
export type FindCredentialInput = z.infer<typeof findCredentialSchema>

export const agentParams = z.strictObject({ id: z.uuid() })
export const agentCredentialParams = z.strictObject({ id: z.uuid(), credentialId: z.uuid() })

export type CredentialDto = {
  id: string
  agentId: string | null
  connectionId: string | null
  connectionName: string | null
  kind: string
  /** "IAM user"; the kind itself when no connector names it. */
  kindTitle: string
  /** Untrusted text. */
  identifier: string
  label: string
  origin: "registered" | "identified" | "minted" | "found"
  addedAt: string
  containable: Containable
}

export type AgentDto = {
  id: string
  name: string
  kind: string
  version: string
  owner: string
  runsOn: string
  notes: string
  isDrill: boolean
  createdAt: string
  archivedAt: string | null
  rowVersion: number
  credentials: CredentialDto[]
  /** The worst of its credentials: one press is enough only when every one can be contained. */
  containable: Containable
}

export type FoundCredentialDto = {
  given: string
  results: {
    connectionId: string
    connectionName: string
    /** A practice account: what is found there belongs to its drill. */
    isRange: boolean
    result: ResolvedCredential
  }[]
}
