import { AwsError } from "../aws-error.ts"
import type { JsonCall, JsonObject, JsonOperation } from "../json-service.ts"
import type { Json } from "../wire-service.ts"
import { type EventSelector, newTrail, type Trail } from "./trail.ts"

const trailArn = (call: JsonCall) => {
  const name = String(call.input.TrailName ?? call.input.Name ?? "")
  return name.startsWith("arn:") ? name : `arn:aws:cloudtrail:${call.region}:${call.account.id}:trail/${name}`
}

export const trailOperations: Record<string, JsonOperation> = {
  DescribeTrails: {
    readOnly: true,
    run(call) {
      const wanted = Array.isArray(call.input.trailNameList) ? call.input.trailNameList.map(String) : []
      const shadows = call.input.includeShadowTrails !== false
      const trails = call.account.trails.filter(
        (trail) =>
          (trail.homeRegion === call.region || (trail.multiRegion && shadows)) &&
          (wanted.length === 0 || wanted.includes(trail.name) || wanted.includes(trail.arn)),
      )
      return { trailList: trails.map((trail) => trailJson(trail)) }
    },
  },
  ListTrails: {
    readOnly: true,
    run: (call) => ({
      Trails: call.account.trails.map((each) => ({
        TrailARN: each.arn,
        Name: each.name,
        HomeRegion: each.homeRegion,
      })),
    }),
  },
  GetTrail: { readOnly: true, resource: trailArn, run: (call) => ({ Trail: trailJson(findTrail(call)) }) },
  GetTrailStatus: {
    readOnly: true,
    resource: trailArn,
    run(call) {
      const trail = findTrail(call)
      return {
        IsLogging: trail.logging,
        StartLoggingTime: trail.startedAt / 1000,
        StopLoggingTime: trail.stoppedAt === undefined ? undefined : trail.stoppedAt / 1000,
        LatestDeliveryTime: trail.lastDelivery === undefined ? undefined : trail.lastDelivery / 1000,
        LatestDeliveryError: trail.lastError,
        TimeLoggingStarted: new Date(trail.startedAt).toISOString(),
        TimeLoggingStopped: trail.stoppedAt === undefined ? "" : new Date(trail.stoppedAt).toISOString(),
      }
    },
  },
  GetEventSelectors: {
    readOnly: true,
    resource: trailArn,
    run(call) {
      const trail = findTrail(call)
      return { TrailARN: trail.arn, EventSelectors: trail.selectors.map(selectorJson) }
    },
  },
  PutEventSelectors: {
    readOnly: false,
    resource: trailArn,
    run(call) {
      const trail = findTrail(call)
      if (!Array.isArray(call.input.EventSelectors))
        throw new AwsError("InvalidEventSelectorsException", "The range knows basic event selectors only.")
      trail.selectors = call.input.EventSelectors.map(readSelector)
      call.context.changed = true
      return { TrailARN: trail.arn, EventSelectors: trail.selectors.map(selectorJson) }
    },
  },
  CreateTrail: {
    readOnly: false,
    resource: trailArn,
    run(call) {
      const name = String(call.input.Name ?? "")
      const bucket = String(call.input.S3BucketName ?? "")
      if (!/^[\w.-]{3,128}$/.test(name))
        throw new AwsError("InvalidTrailNameException", `Trail name is not valid: ${name}`)
      if (call.account.trails.some((each) => each.name === name))
        throw new AwsError("TrailAlreadyExistsException", `Trail ${name} already exists.`)
      if (!call.context.world.buckets.has(bucket))
        throw new AwsError("S3BucketDoesNotExistException", `S3 bucket ${bucket} does not exist!`)
      const trail = newTrail(name, { id: call.account.id, region: call.region }, bucket, call.now)
      trail.logging = false
      trail.prefix = String(call.input.S3KeyPrefix ?? "")
      trail.multiRegion = call.input.IsMultiRegionTrail === true
      trail.cursor = call.account.events.length
      call.account.trails.push(trail)
      call.context.changed = true
      return trailJson(trail)
    },
  },
  DeleteTrail: {
    readOnly: false,
    resource: trailArn,
    run(call) {
      const trail = findTrail(call)
      call.account.trails = call.account.trails.filter((each) => each !== trail)
      call.context.changed = true
      return {}
    },
  },
  StartLogging: { readOnly: false, resource: trailArn, run: (call) => setLogging(call, true) },
  StopLogging: { readOnly: false, resource: trailArn, run: (call) => setLogging(call, false) },
}

function setLogging(call: JsonCall, logging: boolean): JsonObject {
  const trail = findTrail(call)
  call.context.changed = trail.logging !== logging
  trail.logging = logging
  if (logging) trail.startedAt = call.now
  else trail.stoppedAt = call.now
  return {}
}

function findTrail(call: JsonCall): Trail {
  const arn = trailArn(call)
  const name = arn.split("/").at(-1)
  const trail = call.account.trails.find(
    (each) => each.arn === arn || (each.multiRegion && each.name === name),
  )
  if (trail === undefined)
    throw new AwsError("TrailNotFoundException", `Unknown trail: ${arn} for the user: ${call.account.id}`)
  return trail
}

function trailJson(trail: Trail): JsonObject {
  return {
    Name: trail.name,
    S3BucketName: trail.bucket,
    S3KeyPrefix: trail.prefix === "" ? undefined : trail.prefix,
    IncludeGlobalServiceEvents: trail.globalEvents,
    IsMultiRegionTrail: trail.multiRegion,
    HomeRegion: trail.homeRegion,
    TrailARN: trail.arn,
    LogFileValidationEnabled: trail.validation,
    HasCustomEventSelectors: trail.selectors.some((each) => each.DataResources.length > 0),
    HasInsightSelectors: false,
    IsOrganizationTrail: false,
  }
}

function selectorJson(selector: EventSelector): JsonObject {
  return {
    ...selector,
    DataResources: selector.DataResources.map((each) => ({ ...each })),
    ExcludeManagementEventSources: [],
  }
}

function readSelector(value: Json): EventSelector {
  const given = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}
  const kind = given.ReadWriteType
  const resources = Array.isArray(given.DataResources) ? given.DataResources : []
  return {
    ReadWriteType: kind === "ReadOnly" || kind === "WriteOnly" ? kind : "All",
    IncludeManagementEvents: given.IncludeManagementEvents !== false,
    DataResources: resources.map((each) => {
      const { Type, Values } = typeof each === "object" && each !== null && !Array.isArray(each) ? each : {}
      return { Type: String(Type ?? ""), Values: Array.isArray(Values) ? Values.map(String) : [] }
    }),
  }
}
