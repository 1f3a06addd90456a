/** Account roles: what a signed-in person may do at all. Order is rank. */
export const accountRoles = ["viewer", "operator", "administrator"] as const
export type AccountRole = (typeof accountRoles)[number]

/**
 * The one table of who may do what. `roles`: account roles that may; `incidentRoles`: in addition the actor must hold
 * one of these roles on the incident (administrators are exempt where `administratorOverrides` is set);
 * `scope`: what a machine token needs instead. Buttons and routes read the same row.
 */
export const permissions = {
  "incident.read": { least: "viewer", scope: "incidents:read" },
  "incident.declare": { least: "operator", scope: "incidents:write" },
  "incident.update": { least: "operator", scope: "incidents:write" },
  "incident.note": { least: "viewer", scope: "incidents:write" },
  "incident.redact": { least: "administrator", scope: "incidents:redact" },
  "incident.command": { least: "operator", scope: "incidents:write", commander: true },
  "plan.propose": { least: "operator", scope: "plans:write" },
  "plan.approve": { least: "operator", scope: "plans:approve", commander: true },
  "plan.act": { least: "operator", scope: "plans:approve" },
  "assessment.run": { least: "operator", scope: "assessments:write" },
  "message.send": { least: "operator", scope: "messages:write" },
  "review.edit": { least: "operator", scope: "reviews:write" },
  "drill.start": { least: "operator", scope: "drills:write" },
  "agent.read": { least: "viewer", scope: "agents:read" },
  "agent.edit": { least: "operator", scope: "agents:write" },
  "connection.read": { least: "viewer", scope: "connections:read" },
  "connection.edit": { least: "administrator", scope: "connections:write" },
  "connection.check": { least: "operator", scope: "connections:read" },
  "contact.read": { least: "viewer", scope: "contacts:read" },
  "contact.edit": { least: "administrator", scope: "contacts:write" },
  "account.read": { least: "administrator", scope: "accounts:read" },
  "account.edit": { least: "administrator", scope: "accounts:write" },
  "token.edit": { least: "administrator", scope: "accounts:write" },
} as const satisfies Record<string, PermissionRule>

export type PermissionRule = { least: AccountRole; scope: string; commander?: boolean }
export type Permission = keyof typeof permissions

/** Every scope that a machine token can be given, sorted. */
export const machineScopes: readonly string[] = [
  ...new Set(Object.values(permissions).map((p) => p.scope)),
].sort()

export type PermissionSubject =
  | { kind: "person"; role: AccountRole }
  | { kind: "machine"; role: AccountRole; scopes: readonly string[] }
  | { kind: "system" }

/**
 * Why `subject` may not do `permission`, as a sentence fragment for a disabled button ("needs operator; you are
 * viewer"), or null when it may. `isCommander` is asked only for rows with `commander`; administrators pass those.
 */
export function refusal(
  subject: PermissionSubject,
  permission: Permission,
  isCommander = false,
): string | null {
  if (subject.kind === "system") return null
  const rule: PermissionRule = permissions[permission]
  if (subject.kind === "machine" && !subject.scopes.includes(rule.scope))
    return `needs a token with the scope ${rule.scope}`
  if (rank(subject.role) < rank(rule.least)) return `needs ${rule.least}; you are ${subject.role}`
  if (rule.commander && subject.kind === "person" && !isCommander && subject.role !== "administrator")
    return "needs the commander of this incident or an administrator"
  return null
}

function rank(role: AccountRole): number {
  return accountRoles.indexOf(role)
}
