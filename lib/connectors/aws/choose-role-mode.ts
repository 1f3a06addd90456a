import type { Machine } from "./machine-roles"
import { isMachineSession } from "./machine-roles"
import { parsePrincipalArn } from "./parse-arn"
import type { RoleUse } from "./role-use"

/** Who else is cut off by the same plan. */
export type Batch = { userArns: string[]; roleArns: string[] }

export type RoleMode = {
  /** whole: deny the role. sessions: end all of them, twice. one: deny the session and bar its return. */
  kind: "whole" | "sessions" | "one"
  mode: string
  reason: string
}

/**
 * How a role is cut off, by who else uses it. `held` are the session names that the agent is known by; `alone` is true
 * when those are all that is known, and not the role as such.
 */
export function chooseRoleMode(
  use: RoleUse,
  given: { arn: string; batch: Batch; machines: readonly Machine[]; held: readonly string[]; alone: boolean },
): RoleMode {
  const { arn, batch, machines, held, alone } = given
  const whole = (reason: string): RoleMode => ({ kind: "whole", mode: "Deny the role", reason })
  const callers = callersInBatch(use, batch)
  const strangers = use.sessions.filter((session) => !inBatch(session.callerArn, batch))
  const named = use.principals.filter((name) => !inBatch(name, batch) && !isAccount(name))
  const [machine] = machines
  const ofMachine = held.find((name) => isMachineSession(name, use, machines))
  if (machine && ofMachine)
    return whole(
      `Session ${ofMachine} is a machine's: ${machine.by} hands out new ones by itself, so ending its sessions alone would not hold. Only a deny of the whole role stops them.`,
    )
  if (machine && callers.length === 0)
    return whole(
      `${machine.by} hands out new sessions by itself, so ending the present ones alone would not hold: only a deny of the whole role stops them.`,
    )
  const returning = alone ? callersOf(use, held) : []
  const shared =
    strangers.some((session) => !returning.includes(barredArn(session.callerArn))) ||
    named.some((name) => !returning.includes(name))
  if (callers.length === 0 && returning.length > 0 && shared && ownCallers(use, held, returning))
    return {
      kind: "one",
      mode: "Deny the session",
      reason: `${shortArn(arn)} is shared, and only the agent's session is known: it is denied, and ${returning.map(shortArn).join(", ")}, which opened it and nothing else, is barred from taking the role again.`,
    }
  if (callers.length === 0)
    return whole("Nobody in this plan is known to take the role, so ending its sessions would not hold.")
  const sources = [...use.services, ...use.instanceProfiles]
  if (strangers.length === 0 && named.length === 0 && sources.length === 0 && use.unknown === "")
    return whole("Only the agent has used it in the last hour, and its trust policy names nobody else.")
  const others = [...new Set([...strangers.map((s) => s.callerArn), ...named, ...sources])]
  const who = others[0]
    ? `${shortArn(others[0])}${others.length > 1 ? ` and ${others.length - 1} more` : ""}`
    : "others"
  return {
    kind: "sessions",
    mode: "End its sessions",
    reason: `${shortArn(arn)} is shared with ${who}: they take it again and work on, the agent's source is cut.`,
  }
}

/** Users and roles that opened the held sessions. */
export function callersOf(use: RoleUse, held: readonly string[]): string[] {
  const taken = use.sessions.filter((session) => held.includes(session.sessionName))
  return [...new Set(taken.map((session) => barredArn(session.callerArn)))]
}

/** Whether those callers opened no session but the held ones: else barring them would hit others. */
function ownCallers(use: RoleUse, held: readonly string[], callers: readonly string[]): boolean {
  const all = callers.every((arn) => /:(user|role)\//.test(arn))
  const theirs = use.sessions.filter((session) => callers.includes(barredArn(session.callerArn)))
  return all && theirs.every((session) => held.includes(session.sessionName))
}

/** aws:PrincipalArn of a session is its role's ARN, whose path records leave out: then it is as good as known. */
function barredArn(arn: string): string {
  const parsed = parsePrincipalArn(arn)
  return parsed?.kind === "assumed-role"
    ? `arn:${parsed.partition}:iam::${parsed.accountId}:role/${parsed.name}`
    : arn
}

/** ARNs of the plan's own identities that may take the role or took it. */
export function callersInBatch(use: RoleUse, batch: Batch): string[] {
  const seen = [...use.sessions.map((session) => session.callerArn), ...use.principals]
  const open = use.principals.some((name) => isAccount(name))
  const roles = batch.roleArns.filter((arn) => seen.some((caller) => sameRole(caller, arn)))
  return [...batch.userArns.filter((arn) => open || seen.includes(arn)), ...roles]
}

export function inBatch(arn: string, batch: Batch): boolean {
  return batch.userArns.includes(arn) || batch.roleArns.some((role) => sameRole(arn, role))
}

/** A role's ARN, or the ARN of one of its sessions. */
export function sameRole(arn: string, roleArn: string): boolean {
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
