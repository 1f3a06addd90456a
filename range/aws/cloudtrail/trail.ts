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
  /** Events before this index of the account's list are in files already. */
  delivered: number
}
