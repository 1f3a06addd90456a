import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { whyDenyMayNotHold } from "./can-undo-deny"
import { readAws } from "./client"
import { consoleLink } from "./console-link"
import { requireInstance } from "./identity-center"
import type { OnPrincipal } from "./locate-credential"
import { guideRoot, type OnRoot, type OnSsoUser } from "./locate-organization"
import { organizationContext, readOrganization } from "./organization-access"
import { ownIdentity } from "./own-identity"
import type { ProposalDraft } from "./proposal-draft"
import { refuseSsoUser } from "./refuse-sso-user"
import { ssoConsole } from "./refuse-target"
import { isRootCentralised } from "./root-session"

/** Denies the user in every permission set it reaches; what no API can end is left to a person. */
export async function proposeSsoUser(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  { credential, user, sets }: OnSsoUser,
): Promise<void> {
  const org = organizationContext(ctx)
  if (!org) return
  const { instanceArn } = await requireInstance(org)
  const credentialId = credential.id
  const link = ssoConsole(readAws(ctx).config)
  const refusals: string[] = []
  let proposed = 0
  for (const { permissionSetArn, permissionSetName } of sets) {
    const refusal = await refuseSsoUser(ctx, org, { permissionSetName, userName: user.userName })
    if (refusal) {
      refusals.push(refusal)
      continue
    }
    proposed += 1
    draft.add({
      action: "aws.deny-sso-user",
      target: `${permissionSetArn} ${user.userId}`,
      input: { instanceArn, permissionSetArn, permissionSetName, ...user },
      credentialId,
      why: `Sessions of ${user.userName} in ${permissionSetName} are denied, those that exist and those it opens anew: IAM cannot edit the role of a permission set.`,
    })
  }
  if (proposed === 0) {
    draft.refused.push({ credentialId, reason: refusals.join(" ") })
    return
  }
  for (const reason of refusals)
    draft.manual.push({ credentialId, title: `Look at ${user.userName} by hand`, instructions: reason, link })
  draft.notes.push({
    credentialId,
    mode: "Deny in the permission sets",
    reason: `Only ${user.userName} is denied; who shares its permission sets works on.`,
  })
  draft.manual.push({
    credentialId,
    title: `End the access portal session of ${user.userName}`,
    instructions:
      "No API ends it: open the user in Identity Center, Active sessions, and delete them. Until then it can open new sessions, which are denied.",
    link,
  })
  const byGroup = sets.filter((each) => each.byGroup).map((each) => each.permissionSetName)
  draft.manual.push({
    credentialId,
    title: `Take ${user.userName} out of its ${byGroup.length > 0 ? "groups" : "assignments"}`,
    instructions:
      byGroup.length > 0
        ? `It reaches ${byGroup.join(", ")} through a group: removing an assignment of its own does nothing. Remove the membership where the group is kept; with an identity provider that synchronises (SCIM), there and not in Identity Center, or it comes back.`
        : "Remove the account assignments of the user. Sessions that are open are ended by the deny alone.",
    link,
  })
}

/** Root's sessions by quarantine, at once; its keys and password for good, once a name is typed. */
export async function proposeRoot(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  { credential, accountId, keyId }: OnRoot,
): Promise<void> {
  const org = organizationContext(ctx)
  if (!org) return
  const credentialId = credential.id
  const state = await readTree(ctx, org)
  if (state.problem || accountId === state.managementAccountId) {
    const reason =
      state.problem ||
      "This is the organisation's management account: neither control policies nor privileged sessions reach its root. By hand:"
    draft.manual.push({ credentialId, ...guideRoot(ctx, keyId, reason) })
    return
  }
  const partition = credential.identifier.split(":")[1] || "aws"
  draft.add({
    action: "aws.quarantine-principal",
    target: `${accountId} root`,
    input: { principalArn: `arn:${partition}:iam::${accountId}:root` },
    credentialId,
    why: "No policy inside the account limits root; only a control policy from above does, and it can be taken back.",
  })
  if (state.centralised)
    draft.add({
      action: "aws.delete-root-credentials",
      target: accountId,
      input: { accountId },
      credentialId,
      why: "AWS lets a privileged session delete root's keys and password, not turn them off. The quarantine holds meanwhile.",
    })
  else
    draft.manual.push({
      credentialId,
      ...guideRoot(ctx, keyId, "Centralised root access is off in this organisation. By hand:"),
    })
  draft.notes.push({
    credentialId,
    mode: "Quarantine root",
    reason: "Everybody who signs in as root stops, whatever key or password they use.",
  })
}

/**
 * Control policies for those whose deny may not hold, and the guard: who may edit policies may also have made identities
 * that nobody knows of yet, and the guard keeps those from destroying while they are looked for. For anybody else the
 * guard would only cost: then it is offered, not applied.
 */
export async function proposeControlPolicies(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  located: readonly OnPrincipal[],
): Promise<void> {
  const org = organizationContext(ctx)
  const principals = [...new Map(located.map((each) => [each.state.arn, each])).values()]
  if (principals.length === 0) return
  const reasons = await Promise.all(
    principals.map(({ on, name, state }) => whyDenyMayNotHold(ctx, { kind: on, name, ...state })),
  )
  const racing = principals.flatMap((each, index) => {
    const reason = reasons[index]
    return reason ? [{ ...each, reason }] : []
  })
  if (!org) {
    for (const { state, name, reason } of racing)
      draft.manual.push({
        credentialId: null,
        title: `Quarantine ${name} by a control policy`,
        instructions: `${reason} A service control policy holds where nobody inside the account can take it off. This connection has no access to the organisation: add Firebreak's role in the management account to it, or attach a policy by hand that denies * on * with ArnLike aws:PrincipalArn ${state.arn}.`,
        link: consoleLink(readAws(ctx).config, "/organizations/v2/home/policies/service-control-policy"),
      })
    return
  }
  const [state, { accountId }] = await Promise.all([readTree(ctx, org), ownIdentity(ctx)])
  if (racing.length > 0 && (state.problem || state.managementAccountId === accountId)) {
    const [first] = racing
    if (first)
      draft.notes.push({
        credentialId: first.credential.id,
        mode: "No quarantine",
        reason: `${first.reason} ${state.problem || "Control policies have no effect in the management account: watch whether the deny stays."}`,
      })
    return
  }
  for (const { credential, state: found, reason } of racing)
    draft.add({
      action: "aws.quarantine-principal",
      target: found.arn,
      input: { principalArn: found.arn },
      credentialId: credential.id,
      why: `${reason} From above the account nobody in it can.`,
    })
  if (racing.length > 0)
    draft.add({
      action: "aws.guard-destruction",
      target: accountId,
      input: { target: accountId },
      credentialId: null,
      why: "Who may edit policies may have made identities that nobody knows of yet. The guard keeps everybody but Firebreak from deleting what cannot come back while they are looked for; deployments that delete wait. It is taken back with one press.",
    })
}

async function readTree(ctx: ConnectorContext, org: ConnectorContext) {
  try {
    const [{ managementAccountId }, centralised] = await Promise.all([
      readOrganization(org),
      isRootCentralised(org).catch((error: unknown) => {
        if (isPlatformError(error) && !ctx.signal.aborted) return false
        throw error
      }),
    ])
    return { managementAccountId, centralised, problem: "" }
  } catch (error) {
    if (!isPlatformError(error) || ctx.signal.aborted) throw error
    return {
      managementAccountId: "",
      centralised: false,
      problem: `The organisation could not be asked: ${error.message}`,
    }
  }
}
