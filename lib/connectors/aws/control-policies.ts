import "server-only"
import type { ConnectorContext, JsonObject } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { readAws, writeAws } from "./client"
import { asObject } from "./read-record"

export type ControlPolicy = { id: string; name: string; document: JsonObject; text: string }

/** Calls of Organizations about service control policies. `org` is the context of the organisation's role. */

export async function listControlPolicies(
  org: ConnectorContext,
): Promise<{ id: string; name: string; awsManaged: boolean }[]> {
  const found: { id: string; name: string; awsManaged: boolean }[] = []
  const pages = readAws(org).organizations.paginateListPolicies({ Filter: "SERVICE_CONTROL_POLICY" })
  for await (const page of pages)
    for (const each of page.Policies ?? [])
      found.push({ id: each.Id ?? "", name: each.Name ?? "", awsManaged: each.AwsManaged ?? false })
  return found
}

/** Null when it is gone. */
export async function readControlPolicy(org: ConnectorContext, id: string): Promise<ControlPolicy | null> {
  try {
    const { Policy } = await readAws(org).organizations.describePolicy({ PolicyId: id })
    const text = Policy?.Content ?? "{}"
    return { id, name: Policy?.PolicySummary?.Name ?? id, document: parsed(text), text }
  } catch (error) {
    if (isPlatformError(error) && error.kind === "not_found") return null
    throw error
  }
}

/** Ids of what is attached to an account, unit or root itself, in the order of attachment. */
export async function attachedTo(org: ConnectorContext, target: string): Promise<string[]> {
  const found: string[] = []
  const pages = readAws(org).organizations.paginateListPoliciesForTarget({
    TargetId: target,
    Filter: "SERVICE_CONTROL_POLICY",
  })
  for await (const page of pages) found.push(...(page.Policies ?? []).map((each) => each.Id ?? ""))
  return found
}

export async function targetsOf(org: ConnectorContext, policyId: string): Promise<string[]> {
  const found: string[] = []
  for await (const page of readAws(org).organizations.paginateListTargetsForPolicy({ PolicyId: policyId }))
    found.push(...(page.Targets ?? []).map((each) => each.TargetId ?? ""))
  return found
}

export async function createControlPolicy(
  org: ConnectorContext,
  policy: { name: string; description: string; document: JsonObject },
): Promise<{ id: string; requestId: string }> {
  const answer = await writeAws(org).organizations.createPolicy({
    Name: policy.name,
    Description: policy.description,
    Type: "SERVICE_CONTROL_POLICY",
    Content: JSON.stringify(policy.document),
  })
  return { id: answer.Policy?.PolicySummary?.Id ?? "", requestId: answer.$metadata.requestId ?? "" }
}

export async function updateControlPolicy(
  org: ConnectorContext,
  id: string,
  document: JsonObject,
): Promise<string> {
  const answer = await writeAws(org).organizations.updatePolicy({
    PolicyId: id,
    Content: JSON.stringify(document),
  })
  return answer.$metadata.requestId ?? ""
}

/** Attached by somebody else in the meantime is attached. */
export async function attachControlPolicy(
  org: ConnectorContext,
  id: string,
  target: string,
): Promise<string> {
  try {
    const answer = await writeAws(org).organizations.attachPolicy({ PolicyId: id, TargetId: target })
    return answer.$metadata.requestId ?? ""
  } catch (error) {
    if (isPlatformError(error) && error.code === "DuplicatePolicyAttachmentException") return ""
    throw error
  }
}

export async function detachControlPolicy(
  org: ConnectorContext,
  id: string,
  target: string,
): Promise<string> {
  try {
    const answer = await writeAws(org).organizations.detachPolicy({ PolicyId: id, TargetId: target })
    return answer.$metadata.requestId ?? ""
  } catch (error) {
    if (isPlatformError(error) && error.code === "PolicyNotAttachedException") return ""
    throw error
  }
}

/** Deletes a policy that hangs on nothing. False when it stays: attached elsewhere, or we may not delete. */
export async function deleteControlPolicy(org: ConnectorContext, id: string): Promise<boolean> {
  if ((await targetsOf(org, id)).length > 0) return false
  try {
    await writeAws(org).organizations.deletePolicy({ PolicyId: id })
    return true
  } catch (error) {
    if (!isPlatformError(error) || error.mayHaveHappened) throw error
    return false
  }
}

function parsed(text: string): JsonObject {
  try {
    return asObject(JSON.parse(text))
  } catch (cause) {
    throw new PlatformError(
      {
        kind: "unexpected",
        message: "A control policy of Organizations could not be read.",
        mayHaveHappened: false,
        retryable: false,
      },
      cause,
    )
  }
}
