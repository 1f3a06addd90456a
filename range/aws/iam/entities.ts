import type { XmlValue } from "../../http/xml.ts"
import type { Account } from "../account.ts"
import { AwsError, noSuchEntity } from "../aws-error.ts"
import type { Group, IamState, PolicyHolder, Role, User } from "../iam-state.ts"
import { parsePolicy } from "../policy/parse-policy.ts"
import type { ExtraFacts } from "../policy/request-facts.ts"
import type { QueryCall } from "../query-service.ts"
import { encodeStrictly } from "../sign/canonical-request.ts"

export type HolderKind = "User" | "Role" | "Group"

/** The user named, or the caller itself where UserName may be left out. */
export function userName(call: QueryCall): string {
  const given = call.params.text("UserName")
  if (given !== undefined) return call.params.name("UserName")
  if (call.caller.user && call.caller.session?.kind !== "federated") return call.caller.user.name
  throw new AwsError("ValidationError", "Must specify userName when calling with non-User credentials")
}

export function findUser(iam: IamState, name: string): User {
  const user = iam.users.get(name)
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`)
  return user
}

export function findRole(iam: IamState, name: string): Role {
  const role = iam.roles.get(name)
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`)
  return role
}

export function findGroup(iam: IamState, name: string): Group {
  const group = iam.groups.get(name)
  if (group === undefined) throw noSuchEntity(`The group with name ${name} cannot be found.`)
  return group
}

export function findHolder(call: QueryCall, kind: HolderKind): PolicyHolder {
  const name = call.params.name(`${kind}Name`)
  if (kind === "User") return findUser(call.iam, name)
  return kind === "Role" ? findRole(call.iam, name) : findGroup(call.iam, name)
}

export function userArn(call: QueryCall): string {
  const name = userName(call)
  return call.iam.users.get(name)?.arn ?? entityArn(call.account, "user", name)
}

export function roleArn(call: QueryCall): string {
  const name = call.params.name("RoleName")
  return call.iam.roles.get(name)?.arn ?? entityArn(call.account, "role", name)
}

export function groupArn(call: QueryCall): string {
  const name = call.params.name("GroupName")
  return call.iam.groups.get(name)?.arn ?? entityArn(call.account, "group", name)
}

export function holderArn(call: QueryCall, kind: HolderKind): string {
  if (kind === "User") return userArn(call)
  return kind === "Role" ? roleArn(call) : groupArn(call)
}

/** aws:ResourceTag and iam:ResourceTag of a user or role. */
export function resourceTags(tags: Record<string, string> | undefined): ExtraFacts {
  return Object.fromEntries(
    Object.entries(tags ?? {}).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  )
}

export function holderFacts(call: QueryCall, kind: HolderKind): ExtraFacts {
  const name = call.params.text(`${kind}Name`) ?? (kind === "User" ? call.caller.user?.name : undefined) ?? ""
  if (kind === "Group") return {}
  const holder = kind === "User" ? call.iam.users.get(name) : call.iam.roles.get(name)
  return { ...resourceTags(holder?.tags), "iam:PermissionsBoundary": holder?.boundary }
}

export function entityArn(account: Account, type: string, name: string, path = "/"): string {
  return `arn:aws:iam::${account.id}:${type}${path}${name}`
}

export function pathParam(call: QueryCall): string {
  const path = call.params.text("Path") ?? "/"
  if (path === "/" || /^\/[\x21-\x7e]+\/$/.test(path)) return path
  throw new AwsError(
    "ValidationError",
    "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
  )
}

export function tagList(tags: Record<string, string>): XmlValue {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** Policy documents leave IAM percent-encoded (RFC 3986). */
export function encodedDocument(document: string): string {
  return encodeStrictly(document)
}

/** The document parameter, checked as IAM checks it. */
export function documentParam(
  call: QueryCall,
  name = "PolicyDocument",
  use: "identity" | "trust" = "identity",
): string {
  const document = call.params.required(name)
  parsePolicy(document, use)
  return document
}

export function boundaryXml(arn: string | undefined): XmlValue {
  return arn === undefined ? undefined : { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: arn }
}

export function userXml(user: User, withTags = true): { [name: string]: XmlValue } {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createdAt),
    PermissionsBoundary: boundaryXml(user.boundary),
    Tags: withTags && Object.keys(user.tags).length > 0 ? tagList(user.tags) : undefined,
  }
}

export function roleXml(role: Role, account: Account, full = true): { [name: string]: XmlValue } {
  const used = account.roleUse.get(role.name)
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodedDocument(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    PermissionsBoundary: full ? boundaryXml(role.boundary) : undefined,
    Tags: full && Object.keys(role.tags).length > 0 ? tagList(role.tags) : undefined,
    RoleLastUsed: full ? (used ? { LastUsedDate: new Date(used.at), Region: used.region } : {}) : undefined,
  }
}

export function groupXml(group: Group): { [name: string]: XmlValue } {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: new Date(group.createdAt),
  }
}

/** Sorted by name, below PathPrefix. */
export function listed<T extends { name: string; path: string }>(all: Iterable<T>, call: QueryCall): T[] {
  const prefix = call.params.text("PathPrefix") ?? "/"
  return [...all]
    .filter((each) => each.path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
