import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { baseSts, readAws } from "./client"
import { matchesArnPattern, type PrincipalArn, parsePrincipalArn } from "./parse-arn"
import { remember } from "./remember"

export type OwnIdentity = {
  accountId: string
  /** As STS names us: a user's ARN or a session's. */
  arn: string
  /** Everything that our access hangs on, ourselves first: also who takes the role for us. */
  all: PrincipalArn[]
}

/** Who we are on this connection. Read once per session of ours. */
export function ownIdentity(ctx: ConnectorContext): Promise<OwnIdentity> {
  return remember(ctx, "own-identity", 10 * 60_000, async () => {
    const base = baseSts(ctx)
    const [self, starter] = await Promise.all([
      readAws(ctx).sts.getCallerIdentity({}),
      base?.getCallerIdentity({}).catch((error: unknown) => {
        // A base that may not even ask who it is cannot be named; the role itself is still ours.
        if (isPlatformError(error)) return undefined
        throw error
      }),
    ])
    const arns = [self.Arn, starter?.Arn].filter((arn) => arn !== undefined)
    const all = arns.map(parsePrincipalArn).filter((each) => each !== null)
    return { accountId: self.Account ?? "", arn: self.Arn ?? "", all }
  })
}

export type Target = { kind: "user" | "role"; name: string; arn: string; path: string }

/**
 * Why this user or role must not be contained, and what to do instead; null when it may be. Never ourselves, never
 * whoever takes our role, never a break-glass identity, and nothing that IAM lets nobody edit.
 */
export async function refuseTarget(ctx: ConnectorContext, target: Target): Promise<string | null> {
  const protectedBy = ctx.protectedPatterns.find(({ pattern }) => fitsPattern(pattern, target))
  if (protectedBy)
    return `${target.arn} is a break-glass identity (${protectedBy.pattern}: ${protectedBy.reason}). It is never contained. Rotate its secret by hand if the agent holds it.`
  if (target.path.startsWith("/aws-service-role/"))
    return `${target.name} is a service-linked role: its sessions cannot be revoked. Stop what the service runs instead.`
  if (target.path.startsWith("/aws-reserved/") || target.name.startsWith("AWSReservedSSO_"))
    return `${target.name} belongs to IAM Identity Center and cannot be edited in IAM. Add a deny for the user to its permission set there, provision it, and end the user's sessions.`
  const own = await ownIdentity(ctx)
  const account = target.arn.split(":")[4] ?? ""
  const mine = own.all.some(
    (each) =>
      each.accountId === account &&
      each.name === target.name &&
      (target.kind === "user" ? each.kind === "user" : each.kind === "assumed-role" || each.kind === "role"),
  )
  return mine
    ? `${target.arn} is Firebreak's own access to this account. Containing it would lock Firebreak out. Use another connection for it.`
    : null
}

/** A pattern for sessions ("arn:aws:sts::1:assumed-role/Admin/*") protects their role too. */
function fitsPattern(pattern: string, target: Target): boolean {
  if (matchesArnPattern(pattern, target.arn)) return true
  const session = /^(arn:[^:]+):sts::([^:]+):assumed-role\/([^/]+)/.exec(pattern)
  if (target.kind !== "role" || !session) return false
  const [, , account = "", role = ""] = session
  return matchesArnPattern(account, target.arn.split(":")[4] ?? "") && matchesArnPattern(role, target.name)
}
