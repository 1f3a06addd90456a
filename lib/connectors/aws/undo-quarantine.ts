import "server-only"
import type { ConnectorContext } from "../contract"
import {
  deleteControlPolicy,
  detachControlPolicy,
  readControlPolicy,
  targetsOf,
  updateControlPolicy,
} from "./control-policies"
import { oneAtATime } from "./one-at-a-time"
import { readOrganization } from "./organization-access"
import {
  isQuarantined,
  quarantineName,
  quarantinesAnybody,
  statementsOf,
  withoutPrincipal,
} from "./organization-documents"
import type { QuarantineReceipt } from "./place-quarantine"

/** Takes out this principal alone; a policy of ours that denies nobody any more is detached and deleted. */
export async function undoQuarantine(
  org: ConnectorContext,
  receipt: QuarantineReceipt,
): Promise<{ requestIds: string[]; statement: string }> {
  const { policyId, policyName, sid, arn, accountId } = receipt
  const { id: organizationId } = await readOrganization(org)
  return oneAtATime(`control-policies ${organizationId}`, async () => {
    const policy = await readControlPolicy(org, policyId)
    if (!policy) return { requestIds: [], statement: `${policyName} was no longer there.` }
    const rest = withoutPrincipal(policy.document, { sid, principalArn: arn })
    const ours = policy.name.startsWith(quarantineName(accountId))
    const empty = statementsOf(rest).length === 0
    if (!empty && (quarantinesAnybody(rest) || !receipt.attachedByUs)) {
      if (!isQuarantined(policy.document, sid, arn))
        return { requestIds: [], statement: `${arn} was no longer denied by ${policyName}.` }
      const id = await updateControlPolicy(org, policyId, rest)
      return { requestIds: [id], statement: `${policyName} no longer denies ${arn}.` }
    }
    const requestIds: string[] = []
    if ((await targetsOf(org, policyId)).includes(accountId))
      requestIds.push(await detachControlPolicy(org, policyId, accountId))
    if (!empty) {
      requestIds.push(await updateControlPolicy(org, policyId, rest))
      return {
        requestIds: requestIds.filter(Boolean),
        statement: `${policyName} was detached from ${accountId} and no longer denies ${arn}.`,
      }
    }
    const deleted = ours && (await deleteControlPolicy(org, policyId))
    const after = deleted ? "and deleted" : "and stays, attached to nothing of this account"
    return {
      requestIds: requestIds.filter(Boolean),
      statement: `${policyName} was detached from ${accountId} ${after}: nobody was left in it.`,
    }
  })
}
