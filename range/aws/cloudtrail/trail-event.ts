import type { Json } from "../wire-service.ts"

export type TrailRecord = { [name: string]: Json | undefined }

/** A CloudTrail record on its way: written when the call ended, seen only once it is delivered. */
export interface TrailEvent {
  time: number
  /** When LookupEvents and the trail's next file may have it. */
  deliverAt: number
  region: string
  /** The object or bucket, for data events; they reach trails that select it and never LookupEvents. */
  dataResource?: string
  readOnly: boolean
  /** LookupEvents' own columns, which the record does not hold in this form. */
  username: string
  accessKeyId: string
  resources: { type: string; name: string }[]
  record: TrailRecord
}
