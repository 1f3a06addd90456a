import type { RangeReply, RangeRequest } from "../http/messages.ts"
import type { AwsError, IdentityError } from "./aws-error.ts"
import type { Caller } from "./caller.ts"
import type { World } from "./world.ts"

/** Names as connections use them for endpoints. */
export type ServiceName =
  | "iam"
  | "sts"
  | "cloudtrail"
  | "s3"
  | "organizations"
  | "sso-admin"
  | "identitystore"
  | "eks"
  | "ec2"
  | "ecs"
  | "lambda"
  | "cloudformation"
  | "batch"
  | "states"
  | "codebuild"
  | "ssm"
  | "events"
  | "scheduler"

export type Json = null | string | number | boolean | Json[] | { [name: string]: Json | undefined }

/** What an operation tells CloudTrail beyond what every record holds. */
export interface TrailNote {
  requestParameters?: Json
  responseElements?: Json
  resources?: { ARN?: string; ARNPrefix?: string; accountId?: string; type: string }[]
  additionalEventData?: Json
  /** CloudTrail's name for the operation when it differs from the API's. */
  eventName?: string
  /** Set for object-level S3 calls: they are data events, never in LookupEvents. */
  dataResource?: string
  /** Account and region whose log gets the record, when not the caller's and the signing region. */
  accountId?: string
  region?: string
  /** A second account that sees the call too (AssumeRole into it). */
  sharedWith?: string
  /** Calls that leave no record at all. */
  silent?: boolean
}

export interface CallContext {
  world: World
  request: RangeRequest
  requestId: string
  now: number
  region: string
  /** Undefined only for anonymous S3 requests. */
  caller: Caller | undefined
  secret: string | undefined
  /** Set by the operation when state really changed. */
  changed: boolean
  trail: TrailNote
}

export interface ParsedCall {
  operation: string
  readOnly: boolean
  /** Names of what the call touches, looked through for sentinel faults. */
  names: readonly string[]
  run(context: CallContext): RangeReply | Promise<RangeReply>
}

/** One AWS service: how its requests are read and its errors written. */
export interface WireService {
  name: ServiceName
  /** What signatures and CloudTrail call it, where that is not its name ("sso" for sso-admin). */
  signingName?: string
  anonymous: boolean
  parse(request: RangeRequest, world: World): ParsedCall
  throttled(): AwsError
  writeError(error: AwsError | IdentityError, requestId: string, request: RangeRequest): RangeReply
}
