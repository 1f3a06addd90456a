import "server-only"
import type { Collateral, ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { listOtherCredentials, type OtherCredential } from "./other-credentials"
import { remember } from "./remember"

export type UserKey = {
  id: string
  /** "Active", "Inactive", or a word that AWS adds later. */
  status: string
  createdAt: string
  lastUsedAt: string
  lastUsedFor: string
}

export type UserUse = {
  keys: UserKey[]
  /** Whether the user can sign in to the console; null when we may not ask. */
  console: boolean | null
  /** Service-specific credentials, SSH keys and signing certificates, inactive ones too. */
  others: OtherCredential[]
  /** What could not be read, in words: "SSH keys". Nothing of it may hold a containment up. */
  unread: string[]
}

/** Every access key of the user with its last use. One call for the list, then one per key. */
export async function listUserKeys(ctx: ConnectorContext, userName: string): Promise<UserKey[]> {
  const { iam } = readAws(ctx)
  const found: { id: string; status: string; createdAt: string }[] = []
  for await (const page of iam.paginateListAccessKeys({ UserName: userName }))
    for (const key of page.AccessKeyMetadata ?? [])
      found.push({
        id: key.AccessKeyId ?? "",
        status: `${key.Status ?? "unknown"}`,
        createdAt: key.CreateDate?.toISOString() ?? "",
      })
  return Promise.all(
    found.map(async (key) => {
      const used = await iam.getAccessKeyLastUsed({ AccessKeyId: key.id }).catch(leaveGap(ctx))
      const last = used?.AccessKeyLastUsed
      return {
        ...key,
        lastUsedAt: last?.LastUsedDate?.toISOString() ?? "",
        lastUsedFor: last?.LastUsedDate ? `${last.ServiceName ?? ""} in ${last.Region ?? ""}` : "",
      }
    }),
  )
}

/** What else gives access as this user. Read once a minute at most. */
export function readUserUse(ctx: ConnectorContext, userName: string): Promise<UserUse> {
  return remember(ctx, `user-use ${userName}`, 30_000, async () => {
    const { iam } = readAws(ctx)
    const user = { UserName: userName }
    const gap = leaveGap(ctx)
    const [keys, login, others] = await Promise.all([
      listUserKeys(ctx, userName),
      iam.getLoginProfile(user).then(
        () => true,
        (error: unknown) => (isPlatformError(error) && error.kind === "not_found" ? false : gap(error)),
      ),
      listOtherCredentials(ctx, userName),
    ])
    return { keys, console: login, others: others.found, unread: others.unread }
  })
}

export function activeOthers({ others }: UserUse): OtherCredential[] {
  return others.filter((each) => each.status === "Active")
}

/** A side read that failed, for whatever reason, leaves a gap: a user can be contained without it. */
function leaveGap(ctx: ConnectorContext): (error: unknown) => null {
  return (error) => {
    if (isPlatformError(error) && !ctx.signal.aborted) return null
    throw error
  }
}

/** The use of a user as a line for the table and its details. `but` is the key that the agent is known to hold. */
export function userCollateral(use: UserUse, but?: string): Collateral {
  const keys = use.keys.filter((key) => key.status === "Active" && key.id !== but)
  const items = [
    ...keys.map((key) => ({
      label: key.id,
      detail: key.lastUsedAt
        ? `last used ${minute(key.lastUsedAt)} UTC for ${key.lastUsedFor}`
        : "never used",
    })),
    ...(use.console ? [{ label: "Console", detail: "the user has a password and can sign in" }] : []),
    ...activeOthers(use).map(({ label }) => ({
      label,
      detail: "not an access key; a deny stops what it may do, it is turned off by a step of its own",
    })),
  ]
  const used = keys.filter((key) => key.lastUsedAt)
  const people = use.console ? ", and a console sign-in" : ""
  if (use.console === null)
    return {
      level: "unknown",
      statement: `${count(keys.length)}; whether a person signs in is not known`,
      items,
    }
  if (used.length > (but ? 0 : 1) || use.console)
    return { level: "some", statement: `${count(used.length)} in use${people}`, items }
  return { level: "nobody", statement: "nobody else", items }
}

function count(keys: number): string {
  return keys === 1 ? "1 key" : `${keys} keys`
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ")
}
