import "server-only"
import type { Collateral, ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { auditRegions } from "./config"
import { lookUpEvents } from "./look-up-events"
import { parseUserAgent } from "./parse-user-agent"
import { readOutcome } from "./read-outcome"
import { type AuditRecord, asObject, readRecord, text } from "./read-record"
import { remember } from "./remember"

export type RoleSession = {
  sessionName: string
  callerArn: string
  at: string
  userAgent: string
  keyId: string
  /** "" where none was set. */
  sourceIdentity: string
}

/** Who uses a role, as far as its trust policy, its instance profiles and the last hour tell. */
export type RoleUse = {
  /** ARNs or account ids that the trust policy names. */
  principals: string[]
  /** "ec2.amazonaws.com" and the like, and identity providers. */
  services: string[]
  instanceProfiles: string[]
  sessions: RoleSession[]
  /** "" or why it is not known in full. */
  unknown: string
}

const hourMs = 3_600_000
const budgetMs = 4000

/** The account's answers are read once a minute at most; steps on the same role share them. */
export async function readRoleUse(
  ctx: ConnectorContext,
  role: { name: string; arn: string; trust: unknown },
): Promise<RoleUse> {
  const [profiles, taken] = await Promise.all([
    remember(ctx, `role-profiles ${role.arn}`, 60_000, () => readProfiles(ctx, role.name)),
    readRoleSessions(ctx, role.arn),
  ])
  const unknown = taken.unknown || (profiles ? "" : "IAM did not say which instance profiles hold it.")
  return { ...readTrust(role.trust), instanceProfiles: profiles ?? [], sessions: taken.sessions, unknown }
}

/** Sessions of the role taken in the last hour, newest first; `unknown` says why they are not known. */
export function readRoleSessions(
  ctx: ConnectorContext,
  roleArn: string,
): Promise<{ sessions: RoleSession[]; unknown: string }> {
  return remember(ctx, `role-sessions ${roleArn}`, 60_000, () => lookUpSessions(ctx, roleArn))
}

/** Null when IAM did not say. */
async function readProfiles(ctx: ConnectorContext, roleName: string): Promise<string[] | null> {
  try {
    const answer = await readAws(ctx).iam.listInstanceProfilesForRole({ RoleName: roleName })
    return (answer.InstanceProfiles ?? []).map((profile) => profile.InstanceProfileName ?? "")
  } catch (error) {
    if (isPlatformError(error) && !ctx.signal.aborted) return null
    throw error
  }
}

/** What comes in time counts. */
async function lookUpSessions(
  ctx: ConnectorContext,
  roleArn: string,
): Promise<{ sessions: RoleSession[]; unknown: string }> {
  const to = ctx.now()
  const from = new Date(to.getTime() - hourMs)
  const attribute = { key: "ResourceName", value: roleArn } as const
  const ask = async (region: string) => {
    const found: AuditRecord[] = []
    for await (const page of lookUpEvents(ctx, { region, attribute, from, to, maxPages: 2 }))
      found.push(...page.map(readRecord).filter((record) => record !== null))
    return found
  }
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("late")), budgetMs).unref()
  })
  try {
    const answers = await Promise.race([Promise.all(auditRegions(readAws(ctx).config).map(ask)), late])
    const taken = answers
      .flat()
      .filter((r) => r.eventName.startsWith("AssumeRole") && readOutcome(r).outcome === "succeeded")
    return { sessions: taken.map(toSession).sort((a, b) => (a.at < b.at ? 1 : -1)), unknown: "" }
  } catch (error) {
    if (isPlatformError(error)) return { sessions: [], unknown: error.message }
    return { sessions: [], unknown: "CloudTrail did not answer in time." }
  }
}

function toSession(record: AuditRecord): RoleSession {
  return {
    sessionName: text(record.request.roleSessionName),
    callerArn: record.caller.arn || record.caller.invokedBy || record.sourceAddress,
    at: record.eventTime,
    userAgent: record.userAgent,
    keyId: text(asObject(record.response.credentials).accessKeyId),
    sourceIdentity: text(record.response.sourceIdentity) || text(record.request.sourceIdentity),
  }
}

function readTrust(trust: unknown): { principals: string[]; services: string[] } {
  const statement = asObject(trust).Statement
  const statements = Array.isArray(statement) ? statement : [statement]
  const principals = new Set<string>()
  const services = new Set<string>()
  for (const each of statements.map(asObject)) {
    if (each.Effect !== "Allow") continue
    if (each.Principal === "*") principals.add("*")
    for (const [kind, value] of Object.entries(asObject(each.Principal))) {
      const names = (Array.isArray(value) ? value : [value]).map(text).filter(Boolean)
      for (const name of names) (kind === "AWS" ? principals : services).add(name)
    }
  }
  return { principals: [...principals], services: [...services] }
}

/** The use of a role as a line for the table and its details. */
export function roleCollateral(use: RoleUse): Collateral {
  const callers = new Map<string, RoleSession[]>()
  for (const session of use.sessions)
    callers.set(session.callerArn, [...(callers.get(session.callerArn) ?? []), session])
  const items = [
    ...[...callers].map(([arn, taken]) => ({ label: arn, detail: sayTaken(taken) })),
    ...use.services.map((name) => ({ label: name, detail: "may take the role by its trust policy" })),
    ...use.instanceProfiles.map((name) => ({
      label: name,
      detail: "instance profile: machines run with this role",
    })),
    ...use.principals
      .filter((name) => !callers.has(name))
      .map((name) => ({
        label: name,
        detail: "may take the role by its trust policy; not seen in the last hour",
      })),
  ]
  if (use.unknown)
    return { level: "unknown", statement: `who uses it is not known in full: ${use.unknown}`, items }
  const machines = use.services.length + use.instanceProfiles.length
  if (callers.size <= 1 && machines === 0 && use.principals.length <= 1 && !use.principals.includes("*"))
    return {
      level: "nobody",
      statement: callers.size === 1 ? "one caller in the last hour, nobody else" : "nobody else",
      items,
    }
  const seen = callers.size === 1 ? "1 caller in the last hour" : `${callers.size} callers in the last hour`
  const more =
    machines > 0 ? `, and ${machines} service${machines === 1 ? "" : "s"} or instance profiles` : ""
  return { level: "some", statement: `${seen}${more}`, items }
}

function sayTaken(taken: RoleSession[]): string {
  const last = taken[0]
  const { agent, tool } = parseUserAgent(last?.userAgent ?? "")
  const names = [...new Set(taken.map((s) => s.sessionName))].slice(0, 3).join(", ")
  const by = agent ?? tool
  const often = taken.length === 1 ? "once" : `${taken.length} times`
  return `took it ${often}, last ${last?.at.slice(11, 16) ?? ""} UTC as ${names}${by ? ` with ${by}` : ""}`
}
