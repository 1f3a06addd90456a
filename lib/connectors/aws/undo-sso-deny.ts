import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import type { ConnectorContext } from "../contract"
import { PlatformError } from "../platform-error"
import type { DenySsoUserInput } from "./deny-sso-user-definition"
import { accountsOfSet, provisionSet, putSetPolicy, readProvisioning, readSetPolicy } from "./identity-center"
import { oneAtATime } from "./one-at-a-time"
import { deniesUser, statementsOf, withoutUserDenied } from "./organization-documents"

const polls = 10

/** Takes our statement out of the permission set's policy, if it is still ours, and provisions the rest. */
export async function undoSsoDeny(
  org: ConnectorContext,
  { permissionSetArn, permissionSetName, userId, userName }: DenySsoUserInput,
  sid: string,
): Promise<{ requestIds: string[]; statement: string }> {
  return oneAtATime(`permission-set ${permissionSetArn}`, async () => {
    const { document } = await readSetPolicy(org, permissionSetArn)
    const named = statementsOf(document).some((each) => each.Sid === sid)
    const requestIds: string[] = []
    if (named && !deniesUser(document, sid, userId))
      throw new PlatformError({
        kind: "conflict",
        message: `Somebody changed the statement ${sid} of ${permissionSetName} since we wrote it, so it is left alone. Look at it in Identity Center.`,
        mayHaveHappened: false,
        retryable: false,
      })
    if (named) requestIds.push(await putSetPolicy(org, permissionSetArn, withoutUserDenied(document, sid)))
    const accounts = await accountsOfSet(org, permissionSetArn, named ? "all" : "behind")
    if (accounts.length === 0)
      return { requestIds, statement: `${permissionSetName} says nothing against ${userName}.` }
    const { provisioningId, requestId } = await provisionSet(org, permissionSetArn)
    requestIds.push(requestId)
    const done = await isProvisioned(org, provisioningId)
    const count = accounts.length === 1 ? "1 account" : `${accounts.length} accounts`
    return {
      requestIds: requestIds.filter(Boolean),
      statement: done
        ? `${permissionSetName} no longer denies ${userName}, in ${count}.`
        : `${permissionSetName} no longer denies ${userName}; provisioning to ${count} has begun and takes up to some minutes.`,
    }
  })
}

async function isProvisioned(org: ConnectorContext, provisioningId: string): Promise<boolean> {
  for (let poll = 0; poll < polls; poll += 1) {
    const { state } = await readProvisioning(org, provisioningId)
    if (state !== "running") return state === "done"
    await sleep(1000, undefined, { signal: org.signal })
  }
  return false
}
