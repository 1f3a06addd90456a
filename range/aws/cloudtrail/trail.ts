import type { TrailEvent } from "./trail-event.ts"

export interface EventSelector {
  ReadWriteType: "All" | "ReadOnly" | "WriteOnly"
  IncludeManagementEvents: boolean
  /** Type AWS::S3::Object with ARNs such as arn:aws:s3:::bucket/ */
  DataResources: { Type: string; Values: string[] }[]
}

export interface Trail {
  name: string
  arn: string
  homeRegion: string
  bucket: string
  prefix: string
  multiRegion: boolean
  globalEvents: boolean
  validation: boolean
  logging: boolean
  startedAt: number
  stoppedAt?: number
  selectors: EventSelector[]
  lastDelivery?: number
  lastError?: string
  /** Events of the account's list before this index have been looked at. */
  cursor: number
  /** Selected events that no file holds yet. */
  waiting: TrailEvent[]
}

export function newTrail(
  name: string,
  account: { id: string; region: string },
  bucket: string,
  now: number,
): Trail {
  return {
    name,
    arn: `arn:aws:cloudtrail:${account.region}:${account.id}:trail/${name}`,
    homeRegion: account.region,
    bucket,
    prefix: "",
    multiRegion: true,
    globalEvents: true,
    validation: true,
    logging: true,
    startedAt: now,
    selectors: [{ ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [] }],
    cursor: 0,
    waiting: [],
  }
}

/** Whether the trail, as it is configured now, keeps this event. */
export function selects(trail: Trail, event: TrailEvent): boolean {
  if (!trail.multiRegion && event.region !== trail.homeRegion) return false
  return trail.selectors.some((selector) => {
    if (selector.ReadWriteType !== "All" && (selector.ReadWriteType === "ReadOnly") !== event.readOnly)
      return false
    const { dataResource } = event
    if (dataResource === undefined) return selector.IncludeManagementEvents
    return selector.DataResources.some(
      (resources) =>
        resources.Type === "AWS::S3::Object" &&
        resources.Values.some((value) => value === "arn:aws:s3" || dataResource.startsWith(value)),
    )
  })
}
