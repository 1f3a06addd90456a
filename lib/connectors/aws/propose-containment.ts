import "server-only"
import type { ConnectorContext, ContainmentProposal, CredentialRef } from "../contract"
import { type Located, locateCredential } from "./locate-credential"
import { ProposalDraft } from "./proposal-draft"
import { proposeRole, sortByChain } from "./propose-role"
import { proposeUser } from "./propose-user"

/**
 * The plan for these credentials: every first cut starts at once; only the second stamps of shared roles wait, until
 * whoever can take the role has been cut off and that is proven.
 */
export async function proposeContainment(
  ctx: ConnectorContext,
  credentials: CredentialRef[],
): Promise<ContainmentProposal> {
  const located = await Promise.all(credentials.map((credential) => locateCredential(ctx, credential)))
  const draft = new ProposalDraft()
  for (const each of located) {
    if (each.on === "hand") draft.manual.push(each.step)
    if (each.on === "nothing") draft.refused.push({ credentialId: each.credentialId, reason: each.reason })
  }
  const users = Map.groupBy(located.filter(isOnUser), (each) => each.state.arn)
  for (const group of users.values()) await proposeUser(ctx, draft, group)
  const roles = Map.groupBy(located.filter(isOnRole), (each) => each.state.arn)
  for (const group of await sortByChain(ctx, [...roles.values()]))
    await proposeRole(ctx, draft, group, { userArns: [...users.keys()], roleArns: [...roles.keys()] })
  return draft.finish()
}

function isOnUser(each: Located): each is Extract<Located, { on: "user" }> {
  return each.on === "user"
}

function isOnRole(each: Located): each is Extract<Located, { on: "role" }> {
  return each.on === "role"
}
