import { isPlatformError } from "../platform-error"
import type { AwsApi, GetEventSelectorsResponse } from "./client"
import { auditRegions } from "./config"

/** A trail that writes files into a bucket, with what it records and whether it is running. */
export type TrailFound = {
  name: string
  arn: string
  bucket: string
  /** Before "AWSLogs/", with its slash; "" when there is none. */
  prefix: string
  homeRegion: string
  everyRegion: boolean
  isOrganisation: boolean
  /** null when we may not ask. */
  isLogging: boolean | null
  latestDelivery: Date | null
  deliveryError: string
  stoppedAt: Date | null
  selectors: Pick<GetEventSelectorsResponse, "EventSelectors" | "AdvancedEventSelectors"> | null
  /** What could not be asked, in a sentence. */
  problem: string
}

/** Every trail that the connection's regions know, each once. Throws only when no region answers at all. */
export async function listTrails(aws: AwsApi): Promise<TrailFound[]> {
  const regions = auditRegions(aws.config)
  const answers = await Promise.allSettled(
    regions.map((region) => aws.cloudTrail(region).describeTrails({ includeShadowTrails: true })),
  )
  const refused = answers.find((answer) => answer.status === "rejected")
  if (answers.every((answer) => answer.status === "rejected") && refused) throw refused.reason
  const trails = answers.flatMap((answer) =>
    answer.status === "fulfilled" ? (answer.value.trailList ?? []) : [],
  )
  const unique = new Map(trails.map((trail) => [trail.TrailARN ?? trail.Name ?? "", trail]))
  return Promise.all(
    [...unique.values()].flatMap(({ S3BucketName, ...trail }) =>
      S3BucketName ? [describeTrail(aws, { ...trail, S3BucketName })] : [],
    ),
  )
}

async function describeTrail(
  aws: AwsApi,
  trail: {
    Name?: string
    TrailARN?: string
    S3BucketName: string
    S3KeyPrefix?: string
    HomeRegion?: string
    IsMultiRegionTrail?: boolean
    IsOrganizationTrail?: boolean
  },
): Promise<TrailFound> {
  const name = trail.TrailARN ?? trail.Name ?? ""
  const api = aws.cloudTrail(trail.HomeRegion)
  const problems: string[] = []
  const note = (what: string) => (error: unknown) => {
    problems.push(`${what}: ${isPlatformError(error) ? error.message : String(error)}`)
    return null
  }
  const [status, selectors] = await Promise.all([
    api.getTrailStatus({ Name: name }).catch(note("The trail's status is not known")),
    api.getEventSelectors({ TrailName: name }).catch(note("The trail's selectors are not known")),
  ])
  return {
    name: trail.Name ?? name,
    arn: trail.TrailARN ?? "",
    bucket: trail.S3BucketName,
    prefix: trail.S3KeyPrefix ? `${trail.S3KeyPrefix.replace(/\/$/, "")}/` : "",
    homeRegion: trail.HomeRegion ?? "",
    everyRegion: trail.IsMultiRegionTrail ?? false,
    isOrganisation: trail.IsOrganizationTrail ?? false,
    isLogging: status?.IsLogging ?? null,
    latestDelivery: status?.LatestDeliveryTime ?? null,
    deliveryError: status?.LatestDeliveryError ?? "",
    stoppedAt: status?.IsLogging === false ? (status.StopLoggingTime ?? null) : null,
    selectors,
    problem: problems.join(" "),
  }
}
