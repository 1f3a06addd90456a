import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { canLookUpNow, lookUpEvents } from "./look-up-events"
import { ownIdentity } from "./own-identity"
import { readOutcome } from "./read-outcome"
import { readRecord } from "./read-record"

const hourMs = 3_600_000

/**
 * Why a deny inside the account may not hold for this principal, in words; null where nothing speaks against it. A
 * principal that may edit its own policies can take the deny off while it still propagates.
 */
export async function whyDenyMayNotHold(
  ctx: ConnectorContext,
  principal: { kind: "user" | "role"; name: string; arn: string; attached: readonly string[] },
): Promise<string | null> {
  if (principal.attached.length >= 10)
    return `${principal.name} has as many policies attached as AWS allows, so that the deny may find no room.`
  const [edits, undone] = await Promise.all([mayEditItself(ctx, principal), countUndone(ctx, principal)])
  if (undone > 0)
    return `The deny of ${principal.name} was taken off ${undone === 1 ? "once" : `${undone} times`} in the last hour.`
  return edits
    ? `${principal.name} may edit policies: it can take a deny inside the account off before it is in force.`
    : null
}

async function mayEditItself(
  ctx: ConnectorContext,
  { kind, arn }: { kind: "user" | "role"; arn: string },
): Promise<boolean> {
  const of = kind === "user" ? "User" : "Role"
  try {
    const { EvaluationResults } = await readAws(ctx).iam.simulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames: [`iam:Detach${of}Policy`, `iam:Delete${of}Policy`, `iam:Put${of}Policy`],
      ResourceArns: [arn],
    })
    return EvaluationResults?.some((each) => each.EvalDecision === "allowed") ?? false
  } catch (error) {
    // Nothing of a recommendation may hold a containment up.
    if (!isPlatformError(error) || ctx.signal.aborted) throw error
    return false
  }
}

/** How often somebody else than us took AWSDenyAll or a policy of ours off, as far as the event history tells now. */
async function countUndone(
  ctx: ConnectorContext,
  { kind, name }: { kind: "user" | "role"; name: string },
): Promise<number> {
  const region = "us-east-1"
  if (!canLookUpNow(ctx, region)) return 0
  const of = kind === "user" ? "User" : "Role"
  const to = ctx.now()
  let count = 0
  try {
    const own = await ownIdentity(ctx)
    const attribute = { key: "ResourceName", value: name } as const
    const from = new Date(to.getTime() - hourMs)
    for await (const page of lookUpEvents(ctx, { region, attribute, from, to, maxPages: 1 }))
      for (const record of page.map(readRecord)) {
        if (!record || readOutcome(record).outcome !== "succeeded" || record.caller.arn === own.arn) continue
        const detached =
          record.eventName === `Detach${of}Policy` &&
          `${record.request.policyArn ?? ""}`.endsWith("/AWSDenyAll")
        const deleted =
          record.eventName === `Delete${of}Policy` &&
          `${record.request.policyName ?? ""}`.startsWith("Firebreak-")
        if (detached || deleted) count += 1
      }
  } catch (error) {
    if (!isPlatformError(error) || ctx.signal.aborted) throw error
  }
  return count
}
