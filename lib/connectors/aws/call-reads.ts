import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { auditRegions } from "./config"
import { listTrails } from "./list-trails"
import { lookUpEvents } from "./look-up-events"

type Outcome = { outcome: "allowed" | "denied" | "unknown"; note: string }

/** What calling the reads showed. A call sees more than the evaluator: organisation policies, endpoints, regions. */
export type Called = {
  outcomes: Map<string, Outcome>
  trailBuckets: string[]
  /** One sentence per service or region that did not answer. */
  problems: string[]
}

/** Calls the reads that an assessment begins with, each once; nothing is changed. */
export async function callReads(ctx: ConnectorContext): Promise<Called> {
  const outcomes = new Map<string, Outcome>()
  const problems: string[] = []
  const aws = readAws(ctx)
  const fail = (permission: string, error: unknown, where = "") => {
    if (!isPlatformError(error)) throw error
    const refused = error.kind === "refused"
    if (!refused) problems.push(`${where}${error.message}`)
    outcomes.set(permission, {
      outcome: refused ? "denied" : "unknown",
      note: `${where}${error.message}`,
    })
  }
  const regions = auditRegions(aws.config)
  const lookUps = regions.map(async (region) => {
    try {
      const to = ctx.now()
      const from = new Date(to.getTime() - 60_000)
      for await (const _page of lookUpEvents(ctx, { region, from, to, maxPages: 1 })) break
      if (!outcomes.has("cloudtrail:LookupEvents"))
        outcomes.set("cloudtrail:LookupEvents", { outcome: "allowed", note: regions.join(", ") })
    } catch (error) {
      fail("cloudtrail:LookupEvents", error, `${region}: `)
    }
  })
  const buckets = aws
    .s3()
    .listBuckets({})
    .then(
      () => outcomes.set("s3:ListAllMyBuckets", { outcome: "allowed", note: "" }),
      (error: unknown) => fail("s3:ListAllMyBuckets", error),
    )
  const trails = listTrails(aws).then(
    (found) => {
      outcomes.set("cloudtrail:DescribeTrails", { outcome: "allowed", note: "" })
      return found
    },
    (error: unknown) => {
      fail("cloudtrail:DescribeTrails", error)
      return []
    },
  )
  await Promise.all([...lookUps, buckets, trails])
  const named = aws.config.trailBuckets.map(({ bucket }) => bucket)
  const seen = (await trails).map(({ bucket }) => bucket)
  return { outcomes, problems, trailBuckets: [...new Set([...named, ...seen])] }
}
