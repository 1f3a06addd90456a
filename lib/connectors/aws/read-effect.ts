import "server-only"
import type { EffectRow } from "../assessment-contract"
import { extractResources } from "./extract-resource"
import type { PrincipalNode } from "./follow-principal"
import { gradeAction } from "./grade-action"
import { parseUserAgent } from "./parse-user-agent"
import { readActionName } from "./read-action-name"
import { readOutcome } from "./read-outcome"
import type { AuditRecord } from "./read-record"

/**
 * One row per resource that a call touched. The first row has the event's own id, the others a suffix. A record that
 * updates an earlier one takes that one's id, so that it replaces it. `evidenceSha256` is filled in by the caller.
 */
export async function readEffects(
  record: AuditRecord,
  by: PrincipalNode,
  source: string,
): Promise<EffectRow[]> {
  const { action, iamAction } = readActionName(record.eventSource, record.eventName)
  const graded = await gradeAction({ action, iamAction, request: record.request, readOnly: record.readOnly })
  const outcome = readOutcome(record)
  const mark = parseUserAgent(record.userAgent)
  return extractResources(record).map((resource, index) => ({
    eventId: index === 0 ? effectId(record) : `${effectId(record)}#${index}`,
    occurredAt: record.eventTime,
    source,
    region: record.region,
    action,
    ...outcome,
    grade: graded.grade,
    gradeReason: graded.reason,
    readOnly: record.readOnly ?? graded.grade === 0,
    identity: by.identifier,
    resource: resource.resource,
    resourceType: resource.type,
    resourceName: resource.name,
    item: resource.item,
    userAgent: record.userAgent,
    agentMark: mark.agent ?? "",
    sourceAddress: record.sourceAddress,
    requestId: record.requestId,
    evidenceSha256: "",
  }))
}

/** The id under which an event is kept: an update of an earlier event keeps that one's. */
export function effectId(record: AuditRecord): string {
  return record.addendum?.reason === "UPDATED_DATA" ? record.addendum.originalEventId : record.eventId
}
