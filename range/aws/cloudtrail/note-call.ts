import { randomUUID } from "node:crypto"
import { drawDelay } from "../../clock.ts"
import type { AwsError } from "../aws-error.ts"
import { trailUsername } from "../caller.ts"
import type { CallContext, ParsedCall, WireService } from "../wire-service.ts"
import type { TrailRecord } from "./trail-event.ts"
import { trailTime } from "./trail-time.ts"
import { foreignIdentity, userIdentity } from "./user-identity.ts"

/** Writes the CloudTrail record of a finished call. Calls whose signer is unknown never get here. */
export function noteCall(
  service: WireService,
  call: ParsedCall,
  context: CallContext,
  error: AwsError | undefined,
): void {
  const { trail, caller, world } = context
  if (trail.silent) return
  const denied = error?.code === "AccessDenied" && service.name !== "s3"
  const region = trail.region ?? context.region
  const sharedEventID = trail.sharedWith === undefined ? undefined : randomUUID()
  const agent = context.request.headers["user-agent"] ?? ""
  const isData = trail.dataResource !== undefined
  const accountId = trail.accountId ?? caller?.account.id
  if (accountId === undefined) return
  const time = world.clock.now()
  const record: TrailRecord = {
    eventVersion: "1.11",
    userIdentity: userIdentity(caller),
    eventTime: trailTime(time),
    eventSource: `${service.signingName ?? service.name}.amazonaws.com`,
    eventName: trail.eventName ?? call.operation,
    awsRegion: region,
    sourceIPAddress: context.request.sourceIp,
    userAgent: (service.name === "s3" ? `[${agent}]` : agent).slice(0, 1024),
    errorCode: error && (service.name === "cloudtrail" && denied ? "AccessDenied" : error.code),
    errorMessage: error?.message.slice(0, 1024),
    requestParameters: denied ? null : (trail.requestParameters ?? null),
    responseElements: error ? null : (trail.responseElements ?? null),
    additionalEventData: trail.additionalEventData,
    requestID: context.requestId,
    eventID: randomUUID(),
    readOnly: call.readOnly,
    resources: denied ? undefined : trail.resources,
    eventType: "AwsApiCall",
    managementEvent: !isData,
    recipientAccountId: accountId,
    sharedEventID,
    eventCategory: isData ? "Data" : "Management",
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: context.request.headers.host ?? "",
    },
  }
  const deliver = (toAccount: string, itsRecord: TrailRecord, username: string) =>
    world.accounts.get(toAccount)?.events.push({
      time,
      deliverAt: time + drawDelay(world.settings.delivery),
      region,
      dataResource: trail.dataResource,
      readOnly: call.readOnly,
      username,
      accessKeyId: caller?.accessKeyId ?? "",
      resources: lookupResources(context, denied),
      record: itsRecord,
    })
  deliver(accountId, record, caller ? trailUsername(caller) : "")
  if (trail.sharedWith !== undefined && trail.sharedWith !== accountId && caller !== undefined) {
    const identity = foreignIdentity(caller)
    const foreign = {
      ...record,
      userIdentity: identity,
      eventID: randomUUID(),
      recipientAccountId: trail.sharedWith,
    }
    deliver(trail.sharedWith, foreign, "")
  }
}

const typesByParameter: Record<string, string> = {
  userName: "AWS::IAM::User",
  roleName: "AWS::IAM::Role",
  groupName: "AWS::IAM::Group",
  policyArn: "AWS::IAM::Policy",
  accessKeyId: "AWS::IAM::AccessKey",
  bucketName: "AWS::S3::Bucket",
}

/** LookupEvents lists names it recognises in the parameters, so that ResourceName lookups find them. */
function lookupResources(context: CallContext, denied: boolean): { type: string; name: string }[] {
  const { requestParameters, resources, responseElements } = context.trail
  if (denied) return []
  const found = (resources ?? []).flatMap((each) => (each.ARN ? [{ type: each.type, name: each.ARN }] : []))
  const created = objectIn(objectIn(responseElements)?.accessKey)?.accessKeyId
  const given = { ...objectIn(requestParameters), ...(created === undefined ? {} : { accessKeyId: created }) }
  for (const [name, value] of Object.entries(given)) {
    const type = typesByParameter[name]
    if (type !== undefined && typeof value === "string") found.push({ type, name: value })
  }
  return found
}

function objectIn(value: unknown): TrailRecord | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as TrailRecord)
    : undefined
}
