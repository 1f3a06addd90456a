import { findMinted, findSecretsRead, type Match, type Minted } from "@/lib/connectors/aws/find-minted"
import type { IdentityFound } from "../assessment-contract"
import type { CredentialRef } from "../contract"
import { type AuditRecord, asObject, text } from "./read-record"

export type PrincipalNode = IdentityFound & {
  match: Match
  depth: number
  /** ISO; when it came to be, as far as known. Nothing earlier can be its doing. */
  since: string | null
}

const maxDepth = 6
const maxNodes = 500

/**
 * Everything the agent became: seeds, the sessions they assumed, the keys and users they made. Records are
 * attributed to nodes, and teach new ones; whoever reads repeats until nothing new appears.
 */
export class PrincipalGraph {
  readonly nodes = new Map<string, PrincipalNode>()
  /** Set when a cap was hit: the sentence for the coverage of the source. */
  capped = ""
  private readonly aliases = new Map<string, string>()
  private readonly owners = new Map<string, string>()

  constructor(seeds: readonly CredentialRef[], known: readonly IdentityFound[]) {
    for (const seed of seeds) this.addSeed(seed)
    for (const identity of known) this.addKnown(identity)
  }

  /** Whose doing it is, or null. May add the session or the key of a node that owns it. */
  attribute(record: AuditRecord): PrincipalNode | null {
    const { caller } = record
    const direct = this.find(caller.accessKeyId) ?? this.find(caller.arn)
    if (direct && fits(direct, record)) return this.refine(direct, record)
    const source = this.find(caller.sourceIdentity && `source-identity/${caller.sourceIdentity}`)
    if (source && caller.type === "AssumedRole") return this.addSession(source, record, "source identity")
    const user = caller.type === "IAMUser" ? this.find(`user/${caller.accountId}/${caller.userName}`) : null
    if (user && fits(user, record)) return this.refine(user, record)
    const role = this.find(caller.issuerArn)
    if (role?.match === "role") return this.addSession(role, record, "sts:AssumeRole")
    const owner = caller.arn ? this.nodes.get(this.owners.get(caller.arn) ?? "") : undefined
    // A service that acts for the key's user carries no key, or one of its own.
    if (owner && (caller.invokedBy || record.sourceAddress.endsWith(".amazonaws.com"))) return owner
    return null
  }

  /** Learns what a successful call of `by` made: returns the nodes that are new. */
  learn(record: AuditRecord, by: PrincipalNode): PrincipalNode[] {
    if (by.match === "key" && record.caller.type === "IAMUser" && record.caller.arn)
      this.owners.set(record.caller.arn, by.identifier)
    const made = findMinted(record).map((minted) => this.addMinted(minted, by, record.eventTime))
    const read = findSecretsRead(record).map((secret) => this.addMinted(secret, by, record.eventTime))
    return [...made, ...read].filter((node) => node !== null)
  }

  /** A session of a seeded role that somebody else opened: part of the graph, though the opening is not our agent's. */
  learnOpening(record: AuditRecord): PrincipalNode | null {
    const role = this.find(text(record.request.roleArn))
    if (role?.match !== "role") return null
    const session = findMinted(record).find((each) => each.kind === "aws.role-session")
    return session ? this.addMinted({ ...session, credential: null }, role, record.eventTime) : null
  }

  /** The issuing event of a session key that we were given: its role, session and expiry become known. */
  learnIssue(record: AuditRecord): PrincipalNode | null {
    const key = text(asObject(record.response.credentials).accessKeyId)
    const node = key ? this.nodes.get(key) : undefined
    const minted = findMinted(record)[0]
    if (!node || !minted || node.via) return null
    node.label = minted.label
    node.expiresAt = minted.expiresAt
    node.via = `${minted.via} by ${record.caller.arn || record.caller.invokedBy || "an unknown caller"}`
    for (const alias of minted.aliases) this.aliases.set(alias, node.identifier)
    return node
  }

  /** What identifies a node in LookupEvents: attribute and value, cheapest first. */
  lookups(node: PrincipalNode): { key: "AccessKeyId" | "Username" | "ResourceName"; value: string }[] {
    const keys = [...this.aliases].filter(([alias, id]) => id === node.identifier && isKeyId(alias))
    const found = keys.map(([alias]) => ({ key: "AccessKeyId" as const, value: alias }))
    const owned = [...this.owners].filter(([, id]) => id === node.identifier)
    const names = node.match === "key" ? owned.map(([arn]) => lastPart(arn)) : []
    if (["user", "console", "session"].includes(node.match)) names.push(lastPart(node.identifier))
    const roles = node.match === "role" ? [{ key: "ResourceName" as const, value: node.identifier }] : []
    return [...found, ...roles, ...names.map((value) => ({ key: "Username" as const, value }))]
  }

  private find(alias: string): PrincipalNode | null {
    return alias ? (this.nodes.get(this.aliases.get(alias) ?? "") ?? null) : null
  }

  private addSeed(seed: CredentialRef): void {
    const { kind, identifier, label } = seed
    if (kind === "aws.secret") return
    const match = matchOf(kind, identifier)
    const credential = { kind, identifier, label }
    this.put(
      {
        identifier,
        kind,
        label: label || identifier,
        parent: null,
        via: "",
        expiresAt: null,
        credential,
        origin: "seed",
      },
      match,
      0,
      null,
      aliasesOf(kind, identifier),
    )
  }

  private addKnown(identity: IdentityFound): void {
    const parent = identity.parent ? this.nodes.get(identity.parent) : undefined
    const match = identity.kind === "aws.secret" ? "none" : matchOf(identity.kind, identity.identifier)
    const narrowed = identity.via.endsWith("LoginProfile") && match === "user" ? "console" : match
    this.put(
      identity,
      narrowed,
      (parent?.depth ?? 0) + 1,
      null,
      aliasesOf(identity.kind, identity.identifier),
    )
  }

  private addMinted(minted: Minted, by: PrincipalNode, since: string): PrincipalNode | null {
    const existing = this.nodes.get(minted.identifier) ?? this.sameUser(minted)
    if (existing) {
      if (minted.expiresAt && (existing.expiresAt ?? "") < minted.expiresAt)
        existing.expiresAt = minted.expiresAt
      const more = minted.aliases.filter((alias) => !this.aliases.has(alias))
      for (const alias of more) this.aliases.set(alias, existing.identifier)
      return more.length > 0 ? existing : null
    }
    const identity: IdentityFound = {
      identifier: minted.identifier,
      kind: minted.kind,
      label: minted.label,
      parent: by.identifier,
      via: minted.via,
      expiresAt: minted.expiresAt,
      credential: minted.credential,
      origin: minted.origin,
    }
    return this.put(identity, minted.match, by.depth + 1, since, minted.aliases)
  }

  /** A user known by its full ARN: what a record names without its path is that user. */
  private sameUser(minted: Minted): PrincipalNode | null {
    const name = minted.aliases.find((alias) => alias.startsWith("user/"))
    return minted.kind === "aws.iam-user" && name ? this.find(name) : null
  }

  /** The session or key under a user or role node: effects are shown by the credential that did them. */
  private refine(node: PrincipalNode, record: AuditRecord): PrincipalNode {
    const { accessKeyId } = record.caller
    if (node.match === "role") return this.addSession(node, record, "sts:AssumeRole")
    if ((node.match !== "user" && node.match !== "console") || !isKeyId(accessKeyId)) return node
    const found = this.find(accessKeyId)
    if (found) return found
    const key: IdentityFound = {
      identifier: accessKeyId,
      kind: "aws.access-key",
      label: accessKeyId,
      parent: node.identifier,
      via: record.caller.fromConsole ? "console sign-in" : "key of this user",
      expiresAt: null,
      credential: null,
      origin: node.origin,
    }
    return this.put(key, "key", node.depth + 1, null, [accessKeyId]) ?? node
  }

  private addSession(by: PrincipalNode, record: AuditRecord, via: string): PrincipalNode {
    const { arn, accessKeyId, issuerArn } = record.caller
    const found = this.nodes.get(arn)
    if (found) {
      if (isKeyId(accessKeyId)) this.aliases.set(accessKeyId, found.identifier)
      return found
    }
    if (!arn) return by
    const label = arn.split("/").slice(-2).join("/")
    const session: IdentityFound = {
      identifier: arn,
      kind: "aws.role-session",
      label,
      parent: by.identifier,
      via,
      expiresAt: null,
      credential: issuerArn === by.identifier ? null : { kind: "aws.role-session", identifier: arn, label },
      origin: "assumed",
    }
    return this.put(session, "session", by.depth + 1, record.eventTime, [arn, accessKeyId]) ?? by
  }

  private put(
    identity: IdentityFound,
    match: Match,
    depth: number,
    since: string | null,
    aliases: readonly string[],
  ): PrincipalNode | null {
    const existing = this.nodes.get(identity.identifier)
    if (existing) return existing
    if (depth > maxDepth)
      this.capped = `Identities more than ${maxDepth} steps away from the first were not followed.`
    if (this.nodes.size >= maxNodes)
      this.capped = `More than ${maxNodes} identities: the rest were not followed.`
    if (depth > maxDepth || this.nodes.size >= maxNodes) return null
    const node: PrincipalNode = { ...identity, match, depth, since }
    this.nodes.set(identity.identifier, node)
    for (const alias of [identity.identifier, ...aliases])
      if (alias) this.aliases.set(alias, identity.identifier)
    return node
  }
}

/** A record may carry a user's ARN and yet not be the node's doing. */
function fits(node: PrincipalNode, { caller }: AuditRecord): boolean {
  if (node.match === "none") return false
  if (node.match !== "console") return true
  return caller.fromConsole || !caller.accessKeyId.startsWith("AKIA")
}

function matchOf(kind: string, identifier: string): Match {
  if (isKeyId(identifier)) return "key"
  if (kind === "aws.iam-user") return "user"
  if (kind === "aws.role") return "role"
  return "session"
}

/** A user may be named by ARN or by name; both must be found from a record. */
function aliasesOf(kind: string, identifier: string): string[] {
  if (kind !== "aws.iam-user") return [identifier]
  const account = identifier.split(":")[4] ?? ""
  return [identifier, `user/${account}/${lastPart(identifier)}`]
}

export function isKeyId(value: string): boolean {
  return /^A[KS]IA[A-Z0-9]{12,}$/.test(value)
}

function lastPart(value: string): string {
  return value.split("/").at(-1) ?? value
}
