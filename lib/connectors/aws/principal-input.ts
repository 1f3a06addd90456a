import { z } from "zod"
import type { JsonObject } from "../contract"

const letters = "letters, digits and _ + = , . @ -"

export const userNameInput = z.string().regex(/^[\w+=,.@-]{1,64}$/, `A user name has 1 to 64 ${letters}`)
export const roleNameInput = z.string().regex(/^[\w+=,.@-]{1,64}$/, `A role name has 1 to 64 ${letters}`)
export const sessionNameInput = z
  .string()
  .regex(/^[\w+=,.@-]{2,64}$/, `A session name has 2 to 64 ${letters}`)
export const accessKeyIdInput = z
  .string()
  .regex(/^AKIA[A-Z0-9]{12,124}$/, "A long-term key id starts with AKIA")

/** IAM's time to take effect as the connection has it, ms; five seconds where it says nothing. */
function propagationOf({ propagationSeconds }: JsonObject): number {
  return (typeof propagationSeconds === "number" ? propagationSeconds : 5) * 1000
}

/** What every AWS containment waits for and how it is proven; single actions change what differs. */
export const containTiming = {
  connector: "aws",
  kind: "contain",
  irreversible: false,
  idempotent: true,
  propagationMs: propagationOf,
  applyTimeoutMs: 20_000,
  verifyWithinMs: 90_000,
  verifyEveryMs: 1500,
} as const

/** Permissions that looking, proving and explaining need, whatever is written. */
export const readPermissions = ["iam:SimulatePrincipalPolicy", "cloudtrail:LookupEvents"] as const
