import { randomUUID } from "node:crypto"
import { drawDelay } from "../../clock.ts"
import { AwsError } from "../aws-error.ts"
import type { JsonCall, JsonObject } from "../json-service.ts"
import type { Organization } from "../organization.ts"
import type { CenterRequest, IdentityCenter, PermissionSet } from "./identity-center.ts"
import { settleIdentityCenter } from "./provision.ts"

/** The caller's Identity Center with everything done that is due; only its administrators may ask. */
export function centerOf(call: JsonCall): { organization: Organization; center: IdentityCenter } {
  const { organization } = call.account
  const center = organization?.identityCenter
  if (!organization || !center || !organization.administers(call.account.id))
    throw new AwsError("AccessDenied", "User is not authorized to perform this operation.", 403)
  if (call.region !== center.region)
    throw new AwsError("ResourceNotFoundException", "There is no instance in this region.", 400)
  settleIdentityCenter(call.context.world, organization)
  return { organization, center }
}

export function inputText(input: JsonObject, name: string): string {
  const value = input[name]
  if (typeof value === "string" && value !== "") return value
  throw new AwsError("ValidationException", `${name} is required.`, 400)
}

/** The named permission set of the named instance. */
export function setOf(call: JsonCall): {
  organization: Organization
  center: IdentityCenter
  set: PermissionSet
} {
  const { organization, center } = centerOf(call)
  const instance = inputText(call.input, "InstanceArn")
  const set = center.permissionSets.get(inputText(call.input, "PermissionSetArn"))
  if (!set || instance !== center.instanceArn)
    throw new AwsError("ResourceNotFoundException", "The permission set does not exist.", 404)
  return { organization, center, set }
}

/** Puts work on its way; it is done after the same delay as a change of IAM takes. */
export function startRequest(
  call: JsonCall,
  center: IdentityCenter,
  work: Pick<CenterRequest, "accountIds" | "assignment" | "kind" | "permissionSetArn">,
): CenterRequest {
  const { world } = call.context
  const flawed =
    work.permissionSetArn.includes("fail-me") ||
    center.permissionSets.get(work.permissionSetArn)?.name.includes("fail-me")
  const request: CenterRequest = {
    ...work,
    id: randomUUID(),
    createdAt: call.now,
    dueAt: call.now + drawDelay(world.settings.propagation),
    done: false,
    failure: flawed ? "Received a 404 status error: the role could not be updated." : "",
  }
  center.requests.set(request.id, request)
  call.context.changed = true
  return request
}

export function statusOf(request: CenterRequest): "IN_PROGRESS" | "SUCCEEDED" | "FAILED" {
  if (!request.done) return "IN_PROGRESS"
  return request.failure ? "FAILED" : "SUCCEEDED"
}

export function requestOf(center: IdentityCenter, id: string): CenterRequest {
  const found = center.requests.get(id)
  if (found) return found
  throw new AwsError("ResourceNotFoundException", "The request does not exist.", 404)
}
