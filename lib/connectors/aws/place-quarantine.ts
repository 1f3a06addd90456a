import "server-only"
import type { Applied, ConnectorContext, JsonObject } from "../contract"
import { isPlatformError } from "../platform-error"
import {
  attachControlPolicy,
  attachedTo,
  type ControlPolicy,
  createControlPolicy,
  deleteControlPolicy,
  listControlPolicies,
  readControlPolicy,
  updateControlPolicy,
} from "./control-policies"
import { oneAtATime } from "./one-at-a-time"
import { readOrganization, responderArns } from "./organization-access"
import {
  controlPolicyLimit,
  isQuarantined,
  quarantineName,
  quarantineSid,
  sharedQuarantineName,
  withPrincipal,
} from "./organization-documents"
import { asObject } from "./read-record"

export type QuarantineReceipt = JsonObject & {
  policyId: string
  policyName: string
  sid: string
  arn: string
  accountId: string
  /** The policy was made by this step: it goes when nobody is left in it. */
  created: boolean
  attachedByUs: boolean
}

type Places = {
  accountId: string
  sid: string
  /** Policies for quarantines, those that are attached to the account first. */
  candidates: ControlPolicy[]
  /** Ids of what is attached to the account. */
  attached: string[]
  /** The one that denies the principal already. */
  found: ControlPolicy | null
  /** The one that has room; null: a new one is made. */
  chosen: ControlPolicy | null
  newName: string
  except: string[]
}

/** Where a principal is quarantined, or would be. */
export async function readPlaces(
  ctx: ConnectorContext,
  org: ConnectorContext,
  principalArn: string,
): Promise<Places> {
  const accountId = principalArn.split(":")[4] ?? ""
  const name = quarantineName(accountId)
  const sid = quarantineSid(ctx.incidentReference, principalArn)
  const [all, attached, except] = await Promise.all([
    listControlPolicies(org),
    attachedTo(org, accountId),
    responderArns(ctx),
  ])
  const ours = all.filter(
    (each) => each.name === sharedQuarantineName || each.name === name || each.name.startsWith(`${name}-`),
  )
  const read = await Promise.all(ours.map(({ id }) => readControlPolicy(org, id)))
  const candidates = read
    .filter((each) => each !== null)
    .sort((a, b) => Number(attached.includes(b.id)) - Number(attached.includes(a.id)))
  const fits = (each: ControlPolicy) =>
    JSON.stringify(withPrincipal(each.document, { sid, principalArn, except })).length <= controlPolicyLimit
  const holds = (each: ControlPolicy) => isQuarantined(each.document, sid, principalArn)
  const found =
    candidates.find((each) => holds(each) && attached.includes(each.id)) ?? candidates.find(holds) ?? null
  return {
    accountId,
    sid,
    candidates,
    attached,
    found,
    chosen: found ?? candidates.find(fits) ?? null,
    newName: freeName(name, new Set(all.map((each) => each.name))),
    except,
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number += 1) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`
}

/** Writes the principal into a policy with room and attaches it. One change of what is in force per call. */
export async function placeQuarantine(
  ctx: ConnectorContext,
  org: ConnectorContext,
  principalArn: string,
  snapshot: JsonObject,
): Promise<Applied> {
  const { id: organizationId } = await readOrganization(org)
  return oneAtATime(`control-policies ${organizationId}`, async () => {
    const places = await readPlaces(ctx, org, principalArn)
    const { accountId, sid, chosen, found, except } = places
    const document = withPrincipal(chosen?.document ?? null, { sid, principalArn, except })
    const requestIds: string[] = []
    let policy = chosen
    if (!policy) {
      const description = "Denies contained principals everything. Written by Firebreak."
      const made = await createControlPolicy(org, { name: places.newName, description, document })
      policy = { id: made.id, name: places.newName, document, text: "" }
      requestIds.push(made.requestId)
    } else if (!found) requestIds.push(await updateControlPolicy(org, policy.id, document))
    const hangs = places.attached.includes(policy.id)
    if (!hangs)
      try {
        requestIds.push(await attachControlPolicy(org, policy.id, accountId))
      } catch (error) {
        // What was made for nothing must not stay behind; a policy that hangs nowhere does nothing.
        const certain = isPlatformError(error) && !error.mayHaveHappened && !error.retryable
        if (certain && !chosen) await deleteControlPolicy(org, policy.id).catch(() => false)
        throw error
      }
    const receipt = quarantineReceipt(places, policy, principalArn, snapshot)
    return { receipt, changed: !found || !hangs, requestIds: requestIds.filter(Boolean) }
  })
}

/** What the step leaves behind: what was there before it, by its snapshot, is not its own. */
export function quarantineReceipt(
  { sid, accountId }: Pick<Places, "sid" | "accountId">,
  policy: { id: string; name: string },
  arn: string,
  snapshot: JsonObject,
): QuarantineReceipt {
  const known = Array.isArray(snapshot.policies) ? snapshot.policies : []
  return {
    policyId: policy.id,
    policyName: policy.name,
    sid,
    arn,
    accountId,
    created: !known.some((each) => asObject(each).id === policy.id),
    attachedByUs: !(Array.isArray(snapshot.attached) && snapshot.attached.includes(policy.id)),
  }
}
