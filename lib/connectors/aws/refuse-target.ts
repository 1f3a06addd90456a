import "server-only"
import type { ConnectorContext, ManualStep } from "../contract"
import { matchesPattern } from "../matches-pattern"
import { readAws } from "./client"
import type { AwsConfig } from "./config"
import { consoleLink, roleLink } from "./console-link"
import { ownIdentity } from "./own-identity"

/** Why a user or role is not contained by us; `manual` says what a person can do instead. */
export type Refusal = { reason: string; manual?: Omit<ManualStep, "credentialId"> }

type Target = { kind: "user" | "role"; name: string; arn: string; path: string }

/**
 * Why this user or role must not be contained, and what to do instead; null when it may be. Never ourselves, never
 * whoever takes our role, never a break-glass identity, and nothing that IAM lets nobody edit.
 */
export async function refuseTarget(ctx: ConnectorContext, target: Target): Promise<Refusal | null> {
  const refusal = await refuseProtected(ctx, target)
  if (refusal) return refusal
  if (target.path.startsWith("/aws-reserved/") || target.name.startsWith("AWSReservedSSO_"))
    return {
      reason: `${target.name} belongs to IAM Identity Center and cannot be edited in IAM.`,
      manual: {
        title: `Deny the user of ${target.name} in IAM Identity Center`,
        instructions: ssoByHand,
        link: ssoConsole(readAws(ctx).config),
      },
    }
  return null
}

export const ssoConsole = (config: AwsConfig) => consoleLink(config, "/singlesignon/home?region=REGION")
export const ssoByHand =
  "In the management account, add to the permission set's inline policy a statement that denies * on * where identitystore:UserId equals the user's id, keep what the policy says already, and provision the set again. Then end the user's sessions in the Identity Center console."

/** Ourselves, break-glass identities and service-linked roles: refused whatever the means. */
export async function refuseProtected(ctx: ConnectorContext, target: Target): Promise<Refusal | null> {
  const protectedBy = ctx.protectedPatterns.find(({ pattern }) => fitsPattern(pattern, target))
  if (protectedBy)
    return {
      reason: `${target.arn} is a break-glass identity (${protectedBy.pattern}: ${protectedBy.reason}). It is never contained. Rotate its secret by hand if the agent holds it.`,
    }
  if (target.path.startsWith("/aws-service-role/"))
    return {
      reason: `${target.name} is a service-linked role: AWS lets nobody revoke its sessions.`,
      manual: {
        title: `Stop what runs as ${target.name}`,
        instructions:
          "A service-linked role serves one AWS service. Stop or scale down what that service runs for the agent.",
        link: roleLink(readAws(ctx).config, target.name),
      },
    }
  const own = await ownIdentity(ctx)
  const account = target.arn.split(":")[4] ?? ""
  const mine = own.all.some(
    (each) =>
      each.accountId === account &&
      each.name === target.name &&
      (target.kind === "user" ? each.kind === "user" : each.kind === "assumed-role" || each.kind === "role"),
  )
  return mine
    ? {
        reason: `${target.arn} is Firebreak's own access to this account: containing it would lock Firebreak out. Contain it through another connection.`,
      }
    : null
}

/** A pattern for sessions ("arn:aws:sts::1:assumed-role/Admin/*") protects their role too. */
function fitsPattern(pattern: string, target: Target): boolean {
  if (matchesPattern(pattern, target.arn)) return true
  const session = /^(arn:[^:]+):sts::([^:]+):assumed-role\/([^/]+)/.exec(pattern)
  if (target.kind !== "role" || !session) return false
  const [, , account = "", role = ""] = session
  return matchesPattern(account, target.arn.split(":")[4] ?? "") && matchesPattern(role, target.name)
}

/** The refusal as one text for a preview: the reason, then what to do instead. */
export function sayRefusal({ reason, manual }: Refusal): string {
  return manual ? `${reason} ${manual.title}: ${manual.instructions}` : reason
}
