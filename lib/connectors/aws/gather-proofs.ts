import "server-only"
import type { ConnectorContext, ProofObservation, Verification } from "../contract"
import { readAws } from "./client"

/**
 * When a change made at `appliedAt` is in force everywhere, as the connection says: at the latest that the platform's
 * clock can have shown then, since its records carry its own time.
 */
export function inForceAt(ctx: ConnectorContext, appliedAt: Date): Date {
  return readAws(ctx).clock.latest(settledAt(ctx, appliedAt))
}

/** The same on our clock. */
function settledAt(ctx: ConnectorContext, appliedAt: Date): Date {
  return new Date(appliedAt.getTime() + readAws(ctx).config.propagationSeconds * 1000)
}

/** An administrator inside the account can take off whatever stands inside the account. */
const lastResort =
  "Somebody with administrator's rights in the account works against it. Deny the identity from outside: a service control policy, attached to the account from the organisation's management account, is what nobody inside can take off. Without an organisation, find that administrator and contain it too."

/**
 * Gathers the observations once the change can be in force; before that nothing counts, whatever IAM already shows.
 * Each is asked for at the same time as the others.
 */
export async function gatherProofs(
  ctx: ConnectorContext,
  appliedAt: Date,
  observe: (since: Date) => Promise<ProofObservation>[],
): Promise<Verification> {
  if (ctx.now() < settledAt(ctx, appliedAt)) {
    const seconds = readAws(ctx).config.propagationSeconds
    const statement = `IAM takes up to ${seconds} s to reach every service; nothing counts as proven before.`
    return { proofs: [{ kind: "read-back", outcome: "not_yet", statement, observedAt: ctx.now() }] }
  }
  const proofs = await Promise.all(observe(inForceAt(ctx, appliedAt)))
  return { proofs: proofs.map((proof) => (proof.reapply ? { ...proof, lastResort } : proof)) }
}
