import type { JsonObject } from "../contract"
import { deactivateAccessKeyDefinition } from "./deactivate-access-key-definition"
import { deactivateAccessKeysDefinition } from "./deactivate-access-keys-definition"
import { awsTime } from "./deny-documents"
import { denyOlderSessionsDefinition } from "./deny-older-sessions-definition"
import { denyRoleDefinition } from "./deny-role-definition"
import { denyRoleSessionDefinition } from "./deny-role-session-definition"
import { denyUserDefinition } from "./deny-user-definition"
import type { Cut } from "./judge-cut-records"
import { text } from "./read-record"

export function cutOfKey(accessKeyId: string): Cut {
  return {
    who: accessKeyId,
    by: "signature",
    isTheirs: ({ caller }) => caller.accessKeyId === accessKeyId,
  }
}

export function cutOfKeys(userName: string): Cut {
  return {
    who: `a long-term key of ${userName}`,
    by: "signature",
    isTheirs: ({ caller }) => caller.userName === userName && caller.accessKeyId.startsWith("AKIA"),
  }
}

/** Sessions of the user too, federated ones included. */
export function cutOfUser(userName: string, arn: string): Cut {
  return {
    who: userName,
    by: "policy",
    isTheirs: ({ caller }) =>
      caller.arn === arn ||
      (caller.type === "IAMUser" && caller.userName === userName) ||
      (caller.type === "FederatedUser" && caller.issuerArn === arn),
  }
}

export function cutOfRole(roleName: string, arn: string): Cut {
  return { who: roleName, by: "policy", isTheirs: ({ caller }) => caller.issuerArn === arn }
}

/** `userId`: the role's unique id and the session's name, "AROA...:name". */
export function cutOfSession(sessionName: string, roleName: string, arn: string, userId: string): Cut {
  return {
    who: `session ${sessionName} of ${roleName}`,
    by: "policy",
    isTheirs: ({ caller }) => caller.issuerArn === arn && caller.principalId === userId,
  }
}

export function cutOfOlderSessions(roleName: string, arn: string, cutoff: Date): Cut {
  return {
    who: `sessions of ${roleName} from before ${awsTime(cutoff)}`,
    by: "policy",
    isTheirs: ({ caller }) =>
      caller.issuerArn === arn && caller.issuedAt !== "" && Date.parse(caller.issuedAt) < cutoff.getTime(),
  }
}

/** The cut that a step made, by its action, input and receipt; null when it is none or they are of another version. */
export function cutOfStep(step: { action: string; input: JsonObject; receipt: JsonObject }): Cut | null {
  const { action, input, receipt } = step
  const arn = text(receipt.arn)
  switch (action) {
    case deactivateAccessKeyDefinition.id: {
      const given = deactivateAccessKeyDefinition.input.safeParse(input)
      return given.success ? cutOfKey(given.data.accessKeyId) : null
    }
    case deactivateAccessKeysDefinition.id: {
      const given = deactivateAccessKeysDefinition.input.safeParse(input)
      return given.success ? cutOfKeys(given.data.userName) : null
    }
    case denyUserDefinition.id: {
      const given = denyUserDefinition.input.safeParse(input)
      return given.success ? cutOfUser(given.data.userName, arn) : null
    }
    case denyRoleDefinition.id: {
      const given = denyRoleDefinition.input.safeParse(input)
      return given.success && arn ? cutOfRole(given.data.roleName, arn) : null
    }
    case denyRoleSessionDefinition.id: {
      const given = denyRoleSessionDefinition.input.safeParse(input)
      const userId = text(receipt.userId)
      if (!given.success || !arn || !userId) return null
      return cutOfSession(given.data.sessionName, given.data.roleName, arn, userId)
    }
    case denyOlderSessionsDefinition.id: {
      const given = denyOlderSessionsDefinition.input.safeParse(input)
      const cutoff = new Date(text(receipt.cutoff))
      if (!given.success || !arn || Number.isNaN(cutoff.getTime())) return null
      return cutOfOlderSessions(given.data.roleName, arn, cutoff)
    }
    default:
      return null
  }
}
