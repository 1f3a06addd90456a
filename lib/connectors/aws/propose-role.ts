import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws } from "./client"
import type { Located } from "./locate-credential"
import { parsePrincipalArn } from "./parse-arn"
import type { ProposalDraft } from "./proposal-draft"
import { type RoleUse, readRoleUse } from "./role-use"

type OnRole = Extract<Located, { on: "role" }>
/** Who else is cut off by the same plan. */
type Batch = { userArns: string[]; roleArns: string[] }

/** One role's steps, by who else uses it: deny it whole, or end its sessions and end them again once the source is cut. */
export async function proposeRole(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  group: OnRole[],
  batch: Batch,
): Promise<void> {
  const lead = group.find((each) => each.sessionName === null) ?? group[0]
  if (!lead) return
  const { name, state } = lead
  const use = await readRoleUse(ctx, { name, arn: state.arn, trust: state.trust })
  const { whole, mode, reason } = chooseMode(use, state.arn, batch)
  const credentialId = lead.credential.id
  draft.notes.push({ credentialId, mode, reason })
  const names = new Set(group.flatMap((each) => (each.sessionName ? [each.sessionName] : [])))
  if (whole) {
    const step = { action: "aws.deny-role", target: name, input: { roleName: name }, credentialId }
    draft.add({ ...step, why: reason, source: state.arn })
  } else {
    for (const session of use.sessions)
      if (inBatch(session.callerArn, batch) && names.size < 4) names.add(session.sessionName)
    stampTwice(ctx, draft, { name, arn: state.arn, credentialId, callers: callersInBatch(use, batch) })
  }
  for (const sessionName of names) {
    const owner = group.find((each) => each.sessionName === sessionName)
    if (whole && (!owner || owner === lead)) continue
    draft.add({
      action: "aws.deny-role-session",
      target: `${name}/${sessionName}`,
      input: { roleName: name, sessionName },
      credentialId: owner?.credential.id ?? credentialId,
      why: "The agent worked under this session name; it may not come back under it.",
    })
  }
}

/** A cut-off at once, and a second one for sessions opened before the source was provably cut. */
function stampTwice(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  role: { name: string; arn: string; credentialId: string; callers: string[] },
): void {
  const stamp = (which: "first" | "again") => ({
    action: "aws.deny-role-sessions-older",
    target: `${role.name} ${which}`,
    input: { roleName: role.name, stamp: which },
    credentialId: role.credentialId,
  })
  draft.add({ ...stamp("first"), why: "Every session that exists now ends; others may take the role again." })
  const settleMs = readAws(ctx).config.propagationSeconds * 1000
  const after = role.callers
    .flatMap((arn) => draft.sources.get(arn) ?? [])
    .map((key) => ({ key, until: "verified" as const, settleMs }))
  if (after.length === 0) return
  draft.add({
    ...stamp("again"),
    after,
    why: "Sessions opened while the source was still being cut are newer than the first cut-off: they end with this one.",
    source: role.arn,
  })
}

function chooseMode(
  use: RoleUse,
  arn: string,
  batch: Batch,
): { whole: boolean; mode: string; reason: string } {
  const whole = (reason: string) => ({ whole: true, mode: "Deny the role", reason })
  const callers = callersInBatch(use, batch)
  const strangers = use.sessions.filter((session) => !inBatch(session.callerArn, batch))
  const named = use.principals.filter((name) => !inBatch(name, batch) && !isAccount(name))
  const machines = [...use.services, ...use.instanceProfiles]
  if (callers.length === 0 && machines.length > 0)
    return whole(`${machines[0]} hands out new sessions by itself: only a deny of the whole role stops them.`)
  if (callers.length === 0)
    return whole("Nobody in this plan is known to take the role, so ending its sessions would not hold.")
  if (strangers.length === 0 && named.length === 0 && machines.length === 0 && use.unknown === "")
    return whole("Only the agent has used it in the last hour, and its trust policy names nobody else.")
  const others = [...new Set([...strangers.map((s) => s.callerArn), ...named, ...machines])]
  const who = others[0]
    ? `${shortArn(others[0])}${others.length > 1 ? ` and ${others.length - 1} more` : ""}`
    : "others"
  return {
    whole: false,
    mode: "End its sessions",
    reason: `${shortArn(arn)} is shared with ${who}: they take it again and work on, the agent's source is cut.`,
  }
}

/** ARNs of the plan's own identities that may take the role or took it. */
function callersInBatch(use: RoleUse, batch: Batch): string[] {
  const seen = [...use.sessions.map((session) => session.callerArn), ...use.principals]
  const open = use.principals.some((name) => isAccount(name))
  const roles = batch.roleArns.filter((arn) => seen.some((caller) => sameRole(caller, arn)))
  return [...batch.userArns.filter((arn) => open || seen.includes(arn)), ...roles]
}

function inBatch(arn: string, batch: Batch): boolean {
  return batch.userArns.includes(arn) || batch.roleArns.some((role) => sameRole(arn, role))
}

/** A role's ARN, or the ARN of one of its sessions. */
function sameRole(arn: string, roleArn: string): boolean {
  if (arn === roleArn) return true
  const [session, role] = [parsePrincipalArn(arn), parsePrincipalArn(roleArn)]
  return (
    session?.kind === "assumed-role" && session.accountId === role?.accountId && session.name === role.name
  )
}

/** "*", an account id, or an account's root: whoever the account itself lets. */
function isAccount(name: string): boolean {
  return name === "*" || /^\d{12}$/.test(name) || name.endsWith(":root")
}

function shortArn(arn: string): string {
  return arn.startsWith("arn:") ? arn.split(":").slice(5).join(":") : arn
}

/** Roles that others of the plan were taken from come first, so that their steps can be waited for. */
export async function sortByChain(ctx: ConnectorContext, groups: OnRole[][]): Promise<OnRole[][]> {
  const uses = new Map<OnRole[], RoleUse>()
  for (const group of groups) {
    const { name, state } = group[0] ?? {}
    if (name && state) uses.set(group, await readRoleUse(ctx, { name, arn: state.arn, trust: state.trust }))
  }
  const sorted: OnRole[][] = []
  const visit = (group: OnRole[], path: OnRole[][]) => {
    if (sorted.includes(group) || path.includes(group)) return
    for (const other of groups) {
      const arn = other[0]?.state.arn ?? ""
      const taken = uses.get(group)?.sessions.some((session) => sameRole(session.callerArn, arn))
      if (other !== group && taken) visit(other, [...path, group])
    }
    sorted.push(group)
  }
  for (const group of groups) visit(group, [])
  return sorted
}
