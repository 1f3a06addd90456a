import "server-only"
import type { ConnectorContext, JsonObject } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { readAws, writeAws } from "./client"
import { auditRegions } from "./config"
import { asObject } from "./read-record"
import { remember } from "./remember"

/** Reads of Identity Center. `org` is the context of the organisation's role. */

export type SsoInstance = { instanceArn: string; identityStoreId: string; region: string }
export type SsoUser = { userId: string; userName: string }
export type SsoSet = { permissionSetArn: string; permissionSetName: string }

/** The organisation's instance, in whichever of the connection's regions it lives; null when there is none. */
export function findIdentityCenter(org: ConnectorContext): Promise<SsoInstance | null> {
  return remember(org, "sso-instance", 10 * 60_000, async () => {
    for (const region of auditRegions(readAws(org).config)) {
      const { Instances } = await readAws(org).ssoAdmin(region).listInstances({})
      const active = Instances?.find((each) => each.InstanceArn && each.IdentityStoreId)
      if (active?.InstanceArn && active.IdentityStoreId)
        return { instanceArn: active.InstanceArn, identityStoreId: active.IdentityStoreId, region }
    }
    return null
  })
}

export async function requireInstance(org: ConnectorContext): Promise<SsoInstance> {
  const found = await findIdentityCenter(org)
  if (found) return found
  throw new PlatformError({
    kind: "not_found",
    message:
      "Identity Center has no instance in the connection's regions. Write its region under Organisation in the connection.",
    mayHaveHappened: false,
    retryable: false,
  })
}

/** By id, or by user name as a role session carries it. Null when the directory does not know it. */
export async function findSsoUser(org: ConnectorContext, given: string): Promise<SsoUser | null> {
  const { identityStoreId, region } = await requireInstance(org)
  const store = readAws(org).identityStore(region)
  const byId = /^([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given)
  try {
    const userId = byId
      ? given
      : ((
          await store.getUserId({
            IdentityStoreId: identityStoreId,
            AlternateIdentifier: {
              UniqueAttribute: { AttributePath: "userName", AttributeValue: given },
            },
          })
        ).UserId ?? "")
    const user = await store.describeUser({ IdentityStoreId: identityStoreId, UserId: userId })
    return { userId, userName: user.UserName ?? given }
  } catch (error) {
    if (isPlatformError(error) && error.kind === "not_found") return null
    throw error
  }
}

/** Every permission set that the user reaches in any account, by groups too, and through whom. */
export async function setsOfUser(
  org: ConnectorContext,
  userId: string,
): Promise<(SsoSet & { accounts: string[]; byGroup: boolean })[]> {
  const { instanceArn, region } = await requireInstance(org)
  const sets = new Map<string, { accounts: Set<string>; byGroup: boolean }>()
  const pages = readAws(org).ssoAdmin(region).paginateListAccountAssignmentsForPrincipal({
    InstanceArn: instanceArn,
    PrincipalId: userId,
    PrincipalType: "USER",
  })
  for await (const page of pages)
    for (const each of page.AccountAssignments ?? []) {
      const found = sets.get(each.PermissionSetArn ?? "") ?? { accounts: new Set(), byGroup: false }
      found.accounts.add(each.AccountId ?? "")
      found.byGroup ||= each.PrincipalType === "GROUP"
      sets.set(each.PermissionSetArn ?? "", found)
    }
  return Promise.all(
    [...sets].map(async ([permissionSetArn, { accounts, byGroup }]) => ({
      permissionSetArn,
      permissionSetName: await nameOfSet(org, permissionSetArn),
      accounts: [...accounts].sort(),
      byGroup,
    })),
  )
}

/** The permission set behind a reserved role of this account; null when none fits. */
export async function setOfRole(
  org: ConnectorContext,
  { accountId, roleName }: { accountId: string; roleName: string },
): Promise<SsoSet | null> {
  const { instanceArn, region } = await requireInstance(org)
  const pages = readAws(org)
    .ssoAdmin(region)
    .paginateListPermissionSetsProvisionedToAccount({ InstanceArn: instanceArn, AccountId: accountId })
  const wanted = setNameOf(roleName)
  for await (const page of pages)
    for (const permissionSetArn of page.PermissionSets ?? []) {
      const permissionSetName = await nameOfSet(org, permissionSetArn)
      if (permissionSetName === wanted) return { permissionSetArn, permissionSetName }
    }
  return null
}

/** "PlatformDeploy" for "AWSReservedSSO_PlatformDeploy_0123456789abcdef". */
export function setNameOf(roleName: string): string | null {
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(roleName)?.[1] ?? null
}

export async function nameOfSet(org: ConnectorContext, permissionSetArn: string): Promise<string> {
  const { instanceArn, region } = await requireInstance(org)
  return remember(org, `sso-set ${permissionSetArn}`, 10 * 60_000, async () => {
    const { PermissionSet } = await readAws(org)
      .ssoAdmin(region)
      .describePermissionSet({ InstanceArn: instanceArn, PermissionSetArn: permissionSetArn })
    return PermissionSet?.Name ?? ""
  })
}

/** The set's own policy: its text, and read; null when it has none. */
export async function readSetPolicy(
  org: ConnectorContext,
  permissionSetArn: string,
): Promise<{ text: string; document: JsonObject | null }> {
  const { instanceArn, region } = await requireInstance(org)
  const { InlinePolicy = "" } = await readAws(org)
    .ssoAdmin(region)
    .getInlinePolicyForPermissionSet({ InstanceArn: instanceArn, PermissionSetArn: permissionSetArn })
  if (!InlinePolicy) return { text: "", document: null }
  try {
    return { text: InlinePolicy, document: asObject(JSON.parse(InlinePolicy)) }
  } catch (cause) {
    throw new PlatformError(
      {
        kind: "unexpected",
        message: "The permission set's policy could not be read.",
        mayHaveHappened: false,
        retryable: false,
      },
      cause,
    )
  }
}

/** Accounts that have the set: all of them, or those whose role is behind what the set says. */
export async function accountsOfSet(
  org: ConnectorContext,
  permissionSetArn: string,
  which: "all" | "behind",
): Promise<string[]> {
  const { instanceArn, region } = await requireInstance(org)
  const found: string[] = []
  const pages = readAws(org)
    .ssoAdmin(region)
    .paginateListAccountsForProvisionedPermissionSet({
      InstanceArn: instanceArn,
      PermissionSetArn: permissionSetArn,
      ...(which === "behind" ? { ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED" } : {}),
    })
  for await (const page of pages) found.push(...(page.AccountIds ?? []))
  return found
}

export async function putSetPolicy(
  org: ConnectorContext,
  permissionSetArn: string,
  document: JsonObject | null,
): Promise<string> {
  const { instanceArn, region } = await requireInstance(org)
  const sso = writeAws(org).ssoAdmin(region)
  const named = { InstanceArn: instanceArn, PermissionSetArn: permissionSetArn }
  const answer = document
    ? await sso.putInlinePolicyToPermissionSet({ ...named, InlinePolicy: JSON.stringify(document) })
    : await sso.deleteInlinePolicyFromPermissionSet(named)
  return answer.$metadata.requestId ?? ""
}

/** Starts provisioning to every account that has the set; the answer is the id to ask about it. */
export async function provisionSet(
  org: ConnectorContext,
  permissionSetArn: string,
): Promise<{ provisioningId: string; requestId: string }> {
  const { instanceArn, region } = await requireInstance(org)
  const answer = await writeAws(org).ssoAdmin(region).provisionPermissionSet({
    InstanceArn: instanceArn,
    PermissionSetArn: permissionSetArn,
    TargetType: "ALL_PROVISIONED_ACCOUNTS",
  })
  return {
    provisioningId: answer.PermissionSetProvisioningStatus?.RequestId ?? "",
    requestId: answer.$metadata.requestId ?? "",
  }
}

export async function readProvisioning(
  org: ConnectorContext,
  provisioningId: string,
): Promise<{ state: "running" | "done" | "failed" | "unknown"; reason: string }> {
  const { instanceArn, region } = await requireInstance(org)
  try {
    const { PermissionSetProvisioningStatus: told } = await readAws(org)
      .ssoAdmin(region)
      .describePermissionSetProvisioningStatus({
        InstanceArn: instanceArn,
        ProvisionPermissionSetRequestId: provisioningId,
      })
    const states = { IN_PROGRESS: "running", SUCCEEDED: "done", FAILED: "failed" } as const
    return { state: told?.Status ? states[told.Status] : "unknown", reason: told?.FailureReason ?? "" }
  } catch (error) {
    // The accounts that are behind tell it too.
    if (isPlatformError(error) && !error.retryable) return { state: "unknown", reason: "" }
    throw error
  }
}
