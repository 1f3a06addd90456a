import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { readAws, writeAws } from "./client"
import { awsPartition } from "./config"

export type Principal = { kind: "user" | "role"; name: string }

/** What hangs on a user or role now. */
export type PrincipalState = {
  arn: string
  /** "AIDA..." or "AROA...". */
  id: string
  path: string
  boundary: string | null
  attached: string[]
  /** Names of inline policies. */
  inline: string[]
  /** A role's trust policy; null for users. */
  trust: unknown
  requestIds: string[]
}

/** Reads a user or role with its policies' names. Throws `not_found` when there is none of that name. */
export async function readPrincipal(ctx: ConnectorContext, principal: Principal): Promise<PrincipalState> {
  const { iam } = readAws(ctx)
  const requestIds: string[] = []
  const noted = <T extends { $metadata: { requestId?: string } }>(answer: T): T => {
    if (answer.$metadata.requestId) requestIds.push(answer.$metadata.requestId)
    return answer
  }
  const { name } = principal
  const entity =
    principal.kind === "user"
      ? iam
          .getUser({ UserName: name })
          .then(noted)
          .then(({ User }) => ({
            arn: User?.Arn,
            id: User?.UserId,
            path: User?.Path,
            boundary: User?.PermissionsBoundary?.PermissionsBoundaryArn,
            trust: null,
          }))
      : iam
          .getRole({ RoleName: name })
          .then(noted)
          .then(({ Role }) => ({
            arn: Role?.Arn,
            id: Role?.RoleId,
            path: Role?.Path,
            boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
            trust: decodeDocument(Role?.AssumeRolePolicyDocument),
          }))
  const [found, attached, inline] = await Promise.all([
    entity,
    listAttached(ctx, principal),
    listInline(ctx, principal),
  ])
  return {
    arn: found.arn ?? "",
    id: found.id ?? "",
    path: found.path ?? "/",
    boundary: found.boundary ?? null,
    trust: found.trust,
    attached,
    inline,
    requestIds,
  }
}

export async function listAttached(ctx: ConnectorContext, { kind, name }: Principal): Promise<string[]> {
  const { iam } = readAws(ctx)
  const pages =
    kind === "user"
      ? iam.paginateListAttachedUserPolicies({ UserName: name })
      : iam.paginateListAttachedRolePolicies({ RoleName: name })
  const found: string[] = []
  for await (const page of pages) found.push(...(page.AttachedPolicies ?? []).map((p) => p.PolicyArn ?? ""))
  return found.filter(Boolean)
}

export async function listInline(ctx: ConnectorContext, { kind, name }: Principal): Promise<string[]> {
  const { iam } = readAws(ctx)
  const pages =
    kind === "user"
      ? iam.paginateListUserPolicies({ UserName: name })
      : iam.paginateListRolePolicies({ RoleName: name })
  const found: string[] = []
  for await (const page of pages) found.push(...(page.PolicyNames ?? []))
  return found
}

/** An inline policy's document, decoded; null when there is none of that name. */
export async function readInline(
  ctx: ConnectorContext,
  { kind, name }: Principal,
  policy: string,
): Promise<{ document: unknown; requestId: string } | null> {
  const { iam } = readAws(ctx)
  try {
    const answer =
      kind === "user"
        ? await iam.getUserPolicy({ UserName: name, PolicyName: policy })
        : await iam.getRolePolicy({ RoleName: name, PolicyName: policy })
    return { document: decodeDocument(answer.PolicyDocument), requestId: answer.$metadata.requestId ?? "" }
  } catch (error) {
    if (isPlatformError(error) && error.kind === "not_found") return null
    throw error
  }
}

type Change =
  | { do: "attach" | "detach" | "bound"; policyArn: string }
  | { do: "put"; policy: string; document: unknown }
  | { do: "delete"; policy: string }
  | { do: "unbound" }

/** One change of a user's or role's policies, sent once. Returns the request's id. */
export async function changePolicies(
  ctx: ConnectorContext,
  { kind, name }: Principal,
  change: Change,
): Promise<string> {
  const { iam } = writeAws(ctx)
  const user = { UserName: name }
  const role = { RoleName: name }
  const onUser = kind === "user"
  const send = () => {
    switch (change.do) {
      case "attach":
        return onUser
          ? iam.attachUserPolicy({ ...user, PolicyArn: change.policyArn })
          : iam.attachRolePolicy({ ...role, PolicyArn: change.policyArn })
      case "detach":
        return onUser
          ? iam.detachUserPolicy({ ...user, PolicyArn: change.policyArn })
          : iam.detachRolePolicy({ ...role, PolicyArn: change.policyArn })
      case "put": {
        const policy = { PolicyName: change.policy, PolicyDocument: JSON.stringify(change.document) }
        return onUser ? iam.putUserPolicy({ ...user, ...policy }) : iam.putRolePolicy({ ...role, ...policy })
      }
      case "delete":
        return onUser
          ? iam.deleteUserPolicy({ ...user, PolicyName: change.policy })
          : iam.deleteRolePolicy({ ...role, PolicyName: change.policy })
      case "bound":
        return onUser
          ? iam.putUserPermissionsBoundary({ ...user, PermissionsBoundary: change.policyArn })
          : iam.putRolePermissionsBoundary({ ...role, PermissionsBoundary: change.policyArn })
      case "unbound":
        return onUser ? iam.deleteUserPermissionsBoundary(user) : iam.deleteRolePermissionsBoundary(role)
    }
  }
  const answer = await send()
  return answer.$metadata.requestId ?? ""
}

/** AWS's own policy that denies everything. */
export function denyAllArn(ctx: ConnectorContext): string {
  return `arn:${awsPartition(readAws(ctx).config)}:iam::aws:policy/AWSDenyAll`
}

/** IAM hands documents out URL-encoded (RFC 3986). */
export function decodeDocument(text: string | undefined): unknown {
  if (text === undefined) return null
  try {
    return JSON.parse(decodeURIComponent(text))
  } catch (cause) {
    throw new PlatformError(
      {
        kind: "unexpected",
        message: "A policy document of IAM could not be read.",
        mayHaveHappened: false,
        retryable: false,
      },
      cause,
    )
  }
}
