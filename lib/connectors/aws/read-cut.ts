import type { JsonObject } from "../contract"
import { type BarFromTrustInput, barFromTrustDefinition } from "./bar-from-trust-definition"
import { deactivateAccessKeyDefinition } from "./deactivate-access-key-definition"
import { deactivateAccessKeysDefinition } from "./deactivate-access-keys-definition"
import { awsTime } from "./deny-documents"
import { denyFederatedSessionDefinition } from "./deny-federated-session-definition"
import { denyOlderSessionsDefinition } from "./deny-older-sessions-definition"
import { denyRoleDefinition } from "./deny-role-definition"
import { denyRoleSessionDefinition } from "./deny-role-session-definition"
import { denyRoleSourceDefinition } from "./deny-role-source-definition"
import { denySsoUserDefinition } from "./deny-sso-user-definition"
import { denyUserDefinition } from "./deny-user-definition"
import { denyUserSessionDefinition } from "./deny-user-session-definition"
import type { Cut } from "./judge-cut-records"
import { principalLabel, quarantinePrincipalDefinition } from "./quarantine-principal-definition"
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

/** Whoever calls as this user or role, their sessions included, or as root with a key or password of its own. */
export function cutOfPrincipal(who: string, arn: string): Cut {
  return {
    who,
    by: "policy",
    isTheirs: ({ caller }) =>
      arn.endsWith(":root")
        ? caller.type === "Root" && caller.arn === arn && !caller.assumedRoot
        : caller.arn === arn || (caller.issuerArn === arn && caller.type !== "FederatedUser"),
  }
}

/** Sessions of a permission set's role that carry the user's name. */
export function cutOfSsoUser(userName: string, permissionSetName: string): Cut {
  return {
    who: `${userName} in ${permissionSetName}`,
    by: "policy",
    isTheirs: ({ caller }) =>
      caller.arn.includes(`:assumed-role/AWSReservedSSO_${permissionSetName}_`) &&
      caller.arn.endsWith(`/${userName}`),
  }
}

/** `userId`: the role's unique id and the session's name, "AROA...:name". */
export function cutOfSession(sessionName: string, roleName: string, arn: string, userId: string): Cut {
  return {
    who: `session ${sessionName} of ${roleName}`,
    by: "policy",
    isTheirs: ({ caller }) => caller.issuerArn === arn && caller.principalId === userId,
  }
}

/** A temporary session of a user by its key; "cli-login": everything that the user does with temporary credentials. */
export function cutOfUserSession(session: string, userName: string, arn: string): Cut {
  if (session !== "cli-login")
    return {
      who: `session ${session} of ${userName}`,
      by: "policy",
      isTheirs: ({ caller }) => caller.accessKeyId === session,
    }
  return {
    who: `the aws login of ${userName}`,
    by: "policy",
    isTheirs: ({ caller }) => caller.arn === arn && caller.accessKeyId.startsWith("ASIA"),
  }
}

export function cutOfFederatedSession(federatedName: string, arn: string): Cut {
  return {
    who: `the federated session ${federatedName}`,
    by: "policy",
    isTheirs: ({ caller }) =>
      caller.type === "FederatedUser" &&
      caller.issuerArn === arn &&
      caller.arn.endsWith(`:federated-user/${federatedName}`),
  }
}

export function cutOfSource(sourceIdentity: string, roleName: string, arn: string): Cut {
  return {
    who: `sessions of ${roleName} with source identity ${sourceIdentity}`,
    by: "policy",
    isTheirs: ({ caller }) => caller.issuerArn === arn && caller.sourceIdentity === sourceIdentity,
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

/** Whoever takes the role in the way that its trust policy bars now. */
export function cutOfBar({ roleName, by, value }: BarFromTrustInput, arn: string): Cut {
  return {
    who: `${value} taking ${roleName}`,
    by: "policy",
    isTheirs: ({ eventName, request, caller }) => {
      if (!eventName.startsWith("AssumeRole") || text(request.roleArn) !== arn) return false
      if (by === "session-name") return text(request.roleSessionName) === value
      if (by === "source-identity") return (text(request.sourceIdentity) || caller.sourceIdentity) === value
      return caller.arn === value || caller.issuerArn === value
    },
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
    case denyUserSessionDefinition.id: {
      const given = denyUserSessionDefinition.input.safeParse(input)
      return given.success && arn ? cutOfUserSession(given.data.session, given.data.userName, arn) : null
    }
    case denyFederatedSessionDefinition.id: {
      const given = denyFederatedSessionDefinition.input.safeParse(input)
      return given.success && arn ? cutOfFederatedSession(given.data.federatedName, arn) : null
    }
    case denyRoleSourceDefinition.id: {
      const given = denyRoleSourceDefinition.input.safeParse(input)
      return given.success && arn ? cutOfSource(given.data.sourceIdentity, given.data.roleName, arn) : null
    }
    case barFromTrustDefinition.id: {
      const given = barFromTrustDefinition.input.safeParse(input)
      return given.success && arn ? cutOfBar(given.data, arn) : null
    }
    case quarantinePrincipalDefinition.id: {
      const given = quarantinePrincipalDefinition.input.safeParse(input)
      if (!given.success) return null
      return cutOfPrincipal(principalLabel(given.data.principalArn), given.data.principalArn)
    }
    case denySsoUserDefinition.id: {
      const given = denySsoUserDefinition.input.safeParse(input)
      return given.success ? cutOfSsoUser(given.data.userName, given.data.permissionSetName) : null
    }
    default:
      return null
  }
}
