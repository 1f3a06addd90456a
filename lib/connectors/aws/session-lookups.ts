import "server-only"
import type { ConnectorContext } from "../contract"
import type { LookupAttribute } from "./look-up-events"
import { readRoleSessions } from "./role-use"

/** CloudTrail finds a role's calls by session name only: the newest few sessions of the last hour. */
export async function sessionLookups(ctx: ConnectorContext, roleArn: string): Promise<LookupAttribute[]> {
  const { sessions } = await readRoleSessions(ctx, roleArn)
  const names = [...new Set(sessions.map((session) => session.sessionName))].filter(Boolean).slice(0, 3)
  return names.map((value) => ({ key: "Username", value }))
}
