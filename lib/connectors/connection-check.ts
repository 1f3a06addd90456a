import type { JsonObject } from "./contract"

/** What a check of a connection found. */
export type ConnectionCheck = {
  checkedAt: string
  ok: boolean
  accountId: string | null
  /** The identity we act as: never contained. */
  identity: string | null
  /** One row per permission; `how`: "simulated" or "called". */
  permissions: {
    purpose: "contain" | "assess" | "restore" | "organization"
    permission: string
    outcome: "allowed" | "denied" | "unknown"
    how: string
    note: string
  }[]
  problems: string[]
  /** Least-privilege policy for what is missing, pretty-printed; empty when nothing is. */
  policyToPaste: string
  /** The same for the role in the management account; absent when nothing is missing there. */
  organizationPolicyToPaste?: string
  details: JsonObject
}
