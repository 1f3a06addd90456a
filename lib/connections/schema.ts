import { z } from "zod"
import type { SourceReport } from "@/lib/connectors/assessment-contract"
import type { ConnectionCheck } from "@/lib/connectors/connection-check"
import type { JsonObject, SuspectIdentity } from "@/lib/connectors/contract"
import { referenceSchema } from "@/lib/incidents/schema"
import type { ContainDto } from "@/lib/plans/schema"
import { plainText, rowVersion } from "@/lib/text"

/** Config and secret have the connector's own shape: its schemas parse them once the connector is known. */
const looseObject = z.record(z.string(), z.json())

export const createConnectionSchema = z.strictObject({
  name: plainText(80),
  connector: z.enum(["aws"]),
  config: looseObject,
  /** Write-only. Absent or null where the mode needs none. */
  secret: looseObject.nullish(),
})
export type CreateConnectionInput = z.infer<typeof createConnectionSchema>

export const editConnectionSchema = z.strictObject({
  /** The version that was on the screen: an edit over somebody else's is a conflict. */
  version: rowVersion(),
  name: plainText(80).optional(),
  config: looseObject.optional(),
  /** Absent keeps the stored secret; null removes it. */
  secret: looseObject.nullish(),
})
export type EditConnectionInput = z.infer<typeof editConnectionSchema>

export const archiveConnectionSchema = z.strictObject({ version: rowVersion() })

export const protectIdentitySchema = z.strictObject({
  pattern: z
    .string()
    .trim()
    .max(600)
    .regex(
      /^arn:aws[a-z-]*:(iam|sts)::(\d{12}|\*):[\w+=,.@*/-]+$/,
      "Write an ARN of a user or role; * stands for any text",
    ),
  reason: plainText(300),
})
export type ProtectIdentityInput = z.infer<typeof protectIdentitySchema>

export const rankSuspectsSchema = z.strictObject({
  /** How far back to look, minutes. */
  minutes: z.number().int().min(5).max(1440).default(60),
})
export type RankSuspectsInput = z.infer<typeof rankSuspectsSchema>

export const resolveCredentialSchema = z.strictObject({ given: plainText(2048) })
export type ResolveCredentialInput = z.infer<typeof resolveCredentialSchema>

/** One press on a suspect: register it, declare (or use the open incident), contain. */
export const containSuspectSchema = z.strictObject({
  credential: z.strictObject({
    kind: plainText(60),
    identifier: plainText(2048),
    label: plainText(200, { empty: true }).default(""),
  }),
  /** The open incident to use; null: a drill's own on a practice connection, else a new one is declared. */
  reference: referenceSchema.nullable().default(null),
  /** "Claude Code" where the user agent said so. */
  agentKind: plainText(60, { empty: true }).default(""),
})
export type ContainSuspectInput = z.input<typeof containSuspectSchema>

export type ContainSuspectDto = {
  reference: string
  /** False when an open incident was used. */
  declared: boolean
  contained: ContainDto | null
  /** Why the containment itself did not start, and what to do; the incident stands all the same. */
  problem: string | null
}

export const connectionParams = z.strictObject({ id: z.uuid() })
export const protectedParams = z.strictObject({ id: z.uuid(), protectedId: z.uuid() })

/** Whether agents behind this connection could be contained now, from its last check. */
export type Containable = { state: "yes" | "no" | "unknown"; reason: string }

export type ProtectedIdentityDto = { id: string; pattern: string; reason: string; createdAt: string }

export type ConnectionDto = {
  id: string
  name: string
  connector: string
  connectorTitle: string
  isRange: boolean
  config: JsonObject
  /** The secret itself never leaves the server. */
  hasSecret: boolean
  accountId: string | null
  lastCheckedAt: string | null
  lastCheck: ConnectionCheck | null
  containable: Containable
  protected: ProtectedIdentityDto[]
  /** Credentials of registered agents that live in this account. */
  credentials: number
  createdAt: string
  archivedAt: string | null
  version: number
}

export type SuspectsDto = {
  from: string
  to: string
  suspects: (SuspectIdentity & {
    /** Agent that already has this credential. */
    registered: { agentId: string; agentName: string } | null
  })[]
  coverage: SourceReport[]
}
