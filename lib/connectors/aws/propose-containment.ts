import "server-only"
import type { ConnectorContext, ContainmentProposal, CredentialRef } from "../contract"
import { type Located, locateCredential, type OnPrincipal, onUser } from "./locate-credential"
import { ProposalDraft } from "./proposal-draft"
import { proposeClusterAccess, proposeClusterCredential } from "./propose-cluster-access"
import { proposeControlPolicies, proposeRoot, proposeSsoUser } from "./propose-organization"
import { proposeRole, sortByChain } from "./propose-role"
import { proposeUser } from "./propose-user"
import { readRoleUse } from "./role-use"
import { readUserUse } from "./user-use"

/**
 * The plan for these credentials: every first cut starts at once; only the second stamps of shared roles wait, until
 * whoever can take the role has been cut off and that is proven.
 */
export async function proposeContainment(
  ctx: ConnectorContext,
  credentials: CredentialRef[],
): Promise<ContainmentProposal> {
  const draft = new ProposalDraft()
  const [entries, others] = [credentials.filter(isEntry), credentials.filter((each) => !isEntry(each))]
  await Promise.all(entries.map((each) => proposeClusterCredential(ctx, draft, each)))
  const found = await Promise.all(others.map((credential) => locateCredential(ctx, credential)))
  const located = await placeSessions(ctx, found)
  // Asked for at once: one after another, fifty users would hold the press up.
  await Promise.all(located.map((each) => lookAhead(ctx, each)))
  for (const each of located) {
    if (each.on === "hand" || each.on === "unplaced") draft.manual.push(each.step)
    if (each.on === "nothing") draft.refused.push({ credentialId: each.credentialId, reason: each.reason })
  }
  const users = Map.groupBy(located.filter(isOnUser), (each) => each.state.arn)
  for (const group of users.values()) await proposeUser(ctx, draft, group)
  const roles = Map.groupBy(located.filter(isOnRole), (each) => each.state.arn)
  for (const group of await sortByChain(ctx, [...roles.values()]))
    await proposeRole(ctx, draft, group, { userArns: [...users.keys()], roleArns: [...roles.keys()] })
  await proposeClusterAccess(
    ctx,
    draft,
    [...users.values(), ...roles.values()].flatMap(([first]) =>
      first ? [{ principalArn: first.state.arn, credentialId: first.credential.id }] : [],
    ),
  )
  for (const each of located) {
    if (each.on === "sso") await proposeSsoUser(ctx, draft, each)
    if (each.on === "root") await proposeRoot(ctx, draft, each)
  }
  await proposeControlPolicies(ctx, draft, located.filter(isOnPrincipal))
  return draft.finish()
}

function isEntry({ kind }: CredentialRef): boolean {
  return kind === "aws.eks-access"
}

/** Sessions that nothing names yet are taken to be of the plan's own user, where there is exactly one. */
async function placeSessions(ctx: ConnectorContext, found: Located[]): Promise<Located[]> {
  const names = [...new Set(found.filter(isOnUser).map((each) => each.name))]
  const [only] = names
  if (only === undefined || names.length > 1) return found
  return Promise.all(
    found.map((each) =>
      each.on === "unplaced"
        ? onUser(ctx, each.credential, only, { ...each.part, makerAssumed: true })
        : Promise.resolve(each),
    ),
  )
}

/** What the proposal will ask for, so that it is there when it does. Failures show where they are asked for. */
async function lookAhead(ctx: ConnectorContext, each: Located): Promise<void> {
  const reads =
    each.on === "user"
      ? readUserUse(ctx, each.name)
      : each.on === "role"
        ? readRoleUse(ctx, { name: each.name, arn: each.state.arn, trust: each.state.trust })
        : null
  await reads?.catch(() => undefined)
}

function isOnPrincipal(each: Located): each is OnPrincipal {
  return each.on === "user" || each.on === "role"
}

function isOnUser(each: Located): each is Extract<Located, { on: "user" }> {
  return each.on === "user"
}

function isOnRole(each: Located): each is Extract<Located, { on: "role" }> {
  return each.on === "role"
}
