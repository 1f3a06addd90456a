import "server-only"
import type { ConnectorContext } from "../contract"
import { type Batch, callersInBatch, callersOf, chooseRoleMode, inBatch, sameRole } from "./choose-role-mode"
import { readAws } from "./client"
import type { Located } from "./locate-credential"
import { guideMachines, machinesOf } from "./machine-roles"
import type { ProposalDraft } from "./proposal-draft"
import { guideCliLogin } from "./propose-user"
import { type RoleUse, readRoleUse } from "./role-use"
import { sayQuarantine } from "./say-quarantine"

type OnRole = Extract<Located, { on: "role" }>

/**
 * One role's steps, by who else uses it: deny it whole, end its sessions and end them again once the source is cut, or
 * deny the one session that is known and bar its return.
 */
export async function proposeRole(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  group: OnRole[],
  batch: Batch,
): Promise<void> {
  const lead = group.find((each) => each.sessionName === null) ?? group[0]
  if (!lead) return
  const { name, state } = lead
  const { config } = readAws(ctx)
  const use = await readRoleUse(ctx, { name, arn: state.arn, trust: state.trust })
  const machines = machinesOf(use)
  const held = group.flatMap((each) => (each.sessionName ? [each.sessionName] : []))
  const alone = group.every((each) => each.sessionName !== null)
  const chosen = chooseRoleMode(use, { arn: state.arn, batch, machines, held, alone })
  const credentialId = lead.credential.id
  const marks = sayQuarantine(state.attached).map((sentence) => ` ${sentence}`)
  draft.notes.push({ credentialId, mode: chosen.mode, reason: `${chosen.reason}${marks.join("")}` })
  const names = new Set(held)
  if (chosen.kind === "whole") {
    const step = { action: "aws.deny-role", target: name, input: { roleName: name }, credentialId }
    draft.add({ ...step, why: chosen.reason, source: state.arn })
    draft.manual.push(...guideMachines(config, { roleName: name, machines, credentialId }))
  }
  if (chosen.kind === "sessions") {
    for (const session of use.sessions)
      if (inBatch(session.callerArn, batch) && names.size < 4) names.add(session.sessionName)
    stampTwice(ctx, draft, { name, arn: state.arn, credentialId, callers: callersInBatch(use, batch) })
  }
  for (const sessionName of names) {
    const owner = group.find((each) => each.sessionName === sessionName)
    if (chosen.kind === "whole" && (!owner || owner === lead)) continue
    draft.add({
      action: "aws.deny-role-session",
      target: `${name}/${sessionName}`,
      input: { roleName: name, sessionName },
      credentialId: owner?.credential.id ?? credentialId,
      why: "The agent worked under this session name; it may not come back under it.",
    })
  }
  if (chosen.kind !== "whole") barReturn(draft, { name, use, group, one: chosen.kind === "one" })
  for (const each of group)
    if (each.credential.kind === "aws.cli-login") draft.manual.push(guideCliLogin(each.credential.id))
}

/**
 * What the trust policy can know the agent by: the names of its sessions, a source identity that nobody else carries,
 * and, where nothing else in the plan cuts the source, whoever opened them.
 */
function barReturn(
  draft: ProposalDraft,
  { name, use, group, one }: { name: string; use: RoleUse; group: OnRole[]; one: boolean },
): void {
  const bar = (by: string, value: string, credentialId: string, why: string) =>
    draft.add({
      action: "aws.bar-from-trust",
      target: `${name} ${by} ${value}`,
      input: { roleName: name, by, value },
      credentialId,
      why,
    })
  for (const { sessionName, credential } of group) {
    if (sessionName === null) continue
    bar(
      "session-name",
      sessionName,
      credential.id,
      "A deny on the session stops what it does; this stops the role from being taken under the name again.",
    )
    const identity = ownIdentityOf(use, sessionName)
    if (identity) {
      draft.add({
        action: "aws.deny-role-source-identity",
        target: `${name} ${identity}`,
        input: { roleName: name, sourceIdentity: identity },
        credentialId: credential.id,
        why: "The session carries a source identity that nobody else carries: it stays whatever name the agent chooses.",
      })
      bar(
        "source-identity",
        identity,
        credential.id,
        "Whoever carries this source identity may not take the role again.",
      )
    }
    if (one)
      for (const caller of callersOf(use, [sessionName]))
        bar(
          "caller",
          caller,
          credential.id,
          "It opened the agent's session and no other of the last hour: under any name it may not take the role again.",
        )
  }
}

/** The source identity of a session, where no session of another name carries it. */
function ownIdentityOf(use: RoleUse, sessionName: string): string {
  const identity = use.sessions.find((each) => each.sessionName === sessionName)?.sourceIdentity ?? ""
  const others = use.sessions.some(
    (each) => each.sessionName !== sessionName && each.sourceIdentity === identity,
  )
  return identity !== "" && !others ? identity : ""
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
