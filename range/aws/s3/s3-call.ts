import { XMLParser } from "fast-xml-parser"
import { queryValue, type RangeReply } from "../../http/messages.ts"
import { children, type XmlValue } from "../../http/xml.ts"
import { authorize } from "../authorize.ts"
import { AwsError } from "../aws-error.ts"
import { decideAnonymous } from "../policy/decide.ts"
import { parsePolicy } from "../policy/parse-policy.ts"
import { type ExtraFacts, requestFacts } from "../policy/request-facts.ts"
import type { CallContext } from "../wire-service.ts"
import type { World } from "../world.ts"
import type { Bucket } from "./bucket.ts"

export interface S3Call {
  context: CallContext
  world: World
  /** "" where the operation has none. */
  bucketName: string
  key: string
  query(name: string): string | undefined
  header(name: string): string | undefined
}

export interface S3Operation {
  name: string
  method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE"
  level: "service" | "bucket" | "object"
  /** Query parameter that selects the operation, for example "versions". */
  sub?: string
  /** A header that must be there, for example x-amz-copy-source. */
  given?: string
  readOnly: boolean
  /** Object-level calls are data events: in trails that select the bucket, never in LookupEvents. */
  data?: boolean
  /** CloudTrail's name, when it differs. */
  eventName?: string
  run(call: S3Call): RangeReply
}

export function s3Call(context: CallContext, bucketName: string, key: string): S3Call {
  const { request, world } = context
  return {
    context,
    world,
    bucketName,
    key,
    query: (name) => queryValue(request, name),
    header: (name) => request.headers[name],
  }
}

export function findBucket(call: S3Call, name = call.bucketName): Bucket {
  const bucket = call.world.buckets.get(name)
  if (bucket === undefined)
    throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name })
  return bucket
}

export function objectArn(bucket: Bucket, key: string): string {
  return `${bucket.arn}/${key}`
}

/** Throws AccessDenied unless the caller may do `action`: identity and bucket policies together. */
export function permit(
  call: S3Call,
  bucket: Bucket,
  action: string,
  resource = bucket.arn,
  facts: ExtraFacts = {},
): void {
  const { context } = call
  const policy = {
    name: `bucket-policy_${bucket.name}`,
    type: "resource" as const,
    policy:
      bucket.policy === undefined
        ? { variables: true, statements: [] }
        : parsePolicy(bucket.policy, "resource"),
  }
  if (context.caller !== undefined) {
    authorize(context, context.caller, action, resource, facts, {
      policy,
      accountId: bucket.accountId,
      required: false,
    })
    return
  }
  const question = {
    action,
    resource,
    facts: requestFacts(undefined, context.request, bucket.region, context.now, facts),
  }
  if (!decideAnonymous(question, policy)) throw new AwsError("AccessDenied", "Access Denied", 403)
}

export function permitted(call: S3Call, bucket: Bucket, action: string, resource = bucket.arn): boolean {
  try {
    permit(call, bucket, action, resource)
    return true
  } catch {
    return false
  }
}

export function xmlReply(
  root: string,
  value: { readonly [name: string]: XmlValue },
  headers: Record<string, string> = {},
): RangeReply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${children(value, "flat")}</${root}>`
  return { status: 200, headers: { "content-type": "application/xml", ...headers }, body }
}

export function emptyReply(status: number, headers: Record<string, string | undefined> = {}): RangeReply {
  return { status, headers: withoutAbsent(headers), body: "" }
}

export function withoutAbsent(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === "Object" || name === "Part" || name === "Tag",
})

/** The element `root` of a request body. Text stays text; Object, Part and Tag are always lists. */
export function readXml(body: Buffer, root: string): Record<string, unknown> {
  let document: unknown
  try {
    document = parser.parse(body.toString("utf8"), true)
  } catch {
    throw malformedXml()
  }
  const value = (document as Record<string, unknown>)[root]
  if (value === "") return {}
  if (typeof value !== "object" || value === null) throw malformedXml()
  return value as Record<string, unknown>
}

export function malformedXml(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
    400,
  )
}

export function listIn(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return []
  return value.filter((each): each is Record<string, unknown> => typeof each === "object" && each !== null)
}

export function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

export function limitedNumber(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined || text === "") return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0)
    throw new AwsError("InvalidArgument", `Provided ${name} not an integer or within integer range`, 400)
  return Math.min(value, fallback)
}
