import { jsonService } from "../json-service.ts"
import { lookupEvents } from "./lookup-events.ts"
import { trailOperations } from "./trails.ts"

export const cloudtrailService = jsonService("cloudtrail", { LookupEvents: lookupEvents, ...trailOperations })
