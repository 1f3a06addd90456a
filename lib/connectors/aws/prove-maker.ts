import "server-only"
import type { ConnectorContext, ProofObservation, Verification } from "../contract"
import { findFederatedMaker } from "./find-federated-maker"
import { parsePrincipalArn } from "./parse-arn"
import { remember } from "./remember"
import { resolveSessionKey } from "./resolve-session-key"

/** Each answer costs look-ups of the event history, which gives two a second. */
const askEveryMs = 60_000

/**
 * Proofs about a session whose maker was only taken for granted when the plan was made. A deny on that user says nothing
 * of the session before its maker is known: until then they tell nothing, and with another maker they contradict.
 */
export async function proveForMaker(
  ctx: ConnectorContext,
  { userName, who, findMaker }: { userName: string; who: string; findMaker: () => Promise<string | null> },
  verification: Verification,
): Promise<Verification> {
  if (!verification.proofs.some((proof) => proof.outcome === "holds")) return verification
  const maker = await remember(ctx, `maker ${who}`, askEveryMs, findMaker)
  if (maker === userName) return verification
  const doubt = (proof: ProofObservation): ProofObservation =>
    maker === null
      ? {
          ...proof,
          outcome: "cannot_tell",
          statement: `${proof.statement} That ${who} is of this user is taken for granted: CloudTrail does not name who opened it.`,
        }
      : {
          ...proof,
          outcome: "contradicts",
          statement: `CloudTrail names ${maker} as who opened ${who}, not ${userName}: contain ${maker}.`,
        }
  return { proofs: verification.proofs.map((proof) => (proof.outcome === "holds" ? doubt(proof) : proof)) }
}

/** Who opened the session with this key: a user's name, or the ARN of whatever else; null where CloudTrail does not tell. */
export async function makerOfKey(ctx: ConnectorContext, id: string): Promise<string | null> {
  const found = await resolveSessionKey(ctx, id)
  if (!found.found) return null
  if (found.kind !== "aws.user-session") return found.identifier
  const arn = `${found.detail.userArn ?? ""}`
  return parsePrincipalArn(arn)?.name ?? arn
}

/** Who called GetFederationToken for this name in the user's account; null where CloudTrail does not tell. */
export function makerOfFederated(
  ctx: ConnectorContext,
  userArn: string,
  federatedName: string,
): Promise<string | null> {
  const { partition, accountId } = parsePrincipalArn(userArn) ?? { partition: "aws", accountId: "" }
  return findFederatedMaker(ctx, `arn:${partition}:sts::${accountId}:federated-user/${federatedName}`)
}
