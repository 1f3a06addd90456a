import type { IdentityFound } from "../assessment-contract"
import { partitionOf } from "./config"
import { readOutcome } from "./read-outcome"
import { type AuditRecord, asObject, readTime, text } from "./read-record"

/** Access that a successful call made or uncovered. `aliases`: everything by which later records name it. */
export type Minted = Pick<
  IdentityFound,
  "identifier" | "kind" | "label" | "via" | "expiresAt" | "credential" | "origin"
> & {
  aliases: string[]
  match: Match
}

/** How records are recognised as a node's doing. */
export type Match =
  | "key"
  /** Everything that the user does, with any key. */
  | "user"
  /** Only what a console sign-in of the user does: the agent gave an existing user a password. */
  | "console"
  /** Every session of the role. */
  | "role"
  | "session"
  | "none"

/** New access in a record: sessions, access keys, users, sign-in passwords. Empty when the call failed. */
export function findMinted(record: AuditRecord): Minted[] {
  if (readOutcome(record).outcome !== "succeeded") return []
  const service = record.eventSource.split(".")[0]
  if (service === "sts" || service === "rolesanywhere") return findSessions(record)
  if (service !== "iam") return []
  switch (record.eventName) {
    case "CreateAccessKey":
      return findKey(record)
    case "CreateUser":
    case "CreateLoginProfile":
    case "UpdateLoginProfile":
      return findUser(record)
    default:
      return []
  }
}

function findSessions(record: AuditRecord): Minted[] {
  const credentials = asObject(record.response.credentials)
  const key = text(credentials.accessKeyId)
  if (!key) return []
  const expiresAt = readTime(credentials.expiration)
  const via = `sts:${record.eventName}`
  const role = text(asObject(record.response.assumedRoleUser).arn)
  const tracked = text(record.request.sourceIdentity) || text(record.response.sourceIdentity)
  const mark = tracked ? [`source-identity/${tracked}`] : []
  if (role) {
    const label = role.split("/").slice(-2).join("/")
    const credential = { kind: "aws.role-session", identifier: role, label }
    return [
      {
        identifier: role,
        kind: "aws.role-session",
        label,
        via,
        expiresAt,
        credential,
        origin: "assumed",
        aliases: [role, key, ...mark],
        match: "session",
      },
    ]
  }
  const federated = text(asObject(record.response.federatedUser).arn)
  const identifier = federated || key
  const label = federated ? `federated ${federated.split("/").at(-1)}` : `session ${key}`
  const kind = federated ? "aws.federated-session" : "aws.user-session"
  // They end only by a deny on the user that made them: root's end by no policy at all.
  const credential = record.caller.type === "IAMUser" ? { kind, identifier, label } : null
  return [
    {
      identifier,
      kind,
      label,
      via,
      expiresAt,
      credential,
      origin: "minted",
      aliases: [identifier, key],
      match: federated ? "session" : "key",
    },
  ]
}

function findKey(record: AuditRecord): Minted[] {
  const made = asObject(record.response.accessKey)
  const key = text(made.accessKeyId)
  if (!key) return []
  const user = text(made.userName) || text(record.request.userName)
  const label = user ? `key of ${user}` : key
  const credential = { kind: "aws.access-key", identifier: key, label }
  return [
    {
      identifier: key,
      kind: "aws.access-key",
      label,
      via: "iam:CreateAccessKey",
      expiresAt: null,
      credential,
      origin: "minted",
      aliases: [key],
      match: "key",
    },
  ]
}

function findUser(record: AuditRecord): Minted[] {
  const name = text(record.request.userName) || text(asObject(record.response.user).userName)
  if (!name) return []
  const arn = text(asObject(record.response.user).arn) || userArnOf(record, name)
  const credential = { kind: "aws.iam-user", identifier: arn, label: name }
  const match = record.eventName === "CreateUser" ? "user" : "console"
  const aliases = [arn, `user/${record.accountId}/${name}`]
  return [
    {
      identifier: arn,
      kind: "aws.iam-user",
      label: name,
      via: `iam:${record.eventName}`,
      expiresAt: null,
      credential,
      origin: "minted",
      aliases,
      match,
    },
  ]
}

/** The named user's ARN as far as a record tells: with the path and partition of the caller, where that is who is meant. */
function userArnOf({ caller, accountId, region }: AuditRecord, name: string): string {
  if (caller.type === "IAMUser" && caller.userName === name && caller.arn) return caller.arn
  const partition = /^arn:(aws[a-z-]*):/.exec(caller.arn)?.[1] ?? partitionOf(region)
  return `arn:${partition}:iam::${accountId}:user/${name}`
}

/** Secrets that a successful call read: each has to be rotated by its owner. */
export function findSecretsRead(record: AuditRecord): Minted[] {
  if (readOutcome(record).outcome !== "succeeded") return []
  return namesRead(record)
    .slice(0, 50)
    .map((name) => ({
      identifier: name,
      kind: "aws.secret",
      label: name,
      via: `${record.eventSource.split(".")[0]}:${record.eventName}`,
      expiresAt: null,
      credential: { kind: "aws.secret", identifier: name, label: name },
      origin: "found",
      aliases: [],
      match: "none",
    }))
}

function namesRead({ eventSource, eventName, request, response }: AuditRecord): string[] {
  const list = (value: unknown) => (Array.isArray(value) ? value.map(text).filter(Boolean) : [])
  if (eventSource.startsWith("secretsmanager.")) {
    if (eventName === "GetSecretValue") return [text(response.aRN) || text(request.secretId)].filter(Boolean)
    return eventName === "BatchGetSecretValue" ? list(request.secretIdList) : []
  }
  if (eventSource.startsWith("ssm.")) {
    const decrypted = text(request.withDecryption) === "true"
    if (!decrypted) return []
    if (eventName === "GetParameter") return [text(request.name)].filter(Boolean)
    if (eventName === "GetParameters") return list(request.names)
    return eventName === "GetParametersByPath" ? [`${text(request.path)}/*`] : []
  }
  if (eventSource.startsWith("s3.") && eventName === "GetObject") {
    const key = text(request.key)
    // Terraform keeps passwords and keys in its state in clear text.
    return /\.tfstate(\.backup)?$/.test(key) ? [`s3://${text(request.bucketName)}/${key}`] : []
  }
  return []
}
