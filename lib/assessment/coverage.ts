import type { CoverageDto, SourceDto } from "./schema"

/** What all sources together cover: the slowest that was read decides, and every gap is named. */
export function summariseCoverage(sources: readonly SourceDto[]): CoverageDto {
  // A version listing is complete at once; it must not make the logs look more complete than they are.
  const logs = sources.filter(
    (source) => source.kind !== "aws.version-listing" && source.state !== "not_available",
  )
  const known = logs.map((source) => source.completeUpTo)
  const completeUpTo = known.length === 0 || known.includes(null) ? null : (known.toSorted()[0] ?? null)
  const gaps = sources.flatMap((source) => [
    ...source.cannotSee.filter((line) => line.startsWith("Gap: ")),
    ...(source.state === "failed" ? [`Gap: ${source.label} could not be read. ${source.failure}`] : []),
  ])
  return { sources: [...sources], completeUpTo, gaps: [...new Set(gaps)] }
}

/** "2 buckets record no data events.": what the sources leave unseen, for an empty page; "" when none says so. */
export function sayBlind({ sources, gaps }: CoverageDto): string {
  const blind = sources.flatMap((source) =>
    source.kind === "aws.lookup-events" ? [] : source.cannotSee.filter((line) => !line.startsWith("Gap: ")),
  )
  const hasTrail = sources.some((source) => source.kind === "aws.trail-files" && source.state === "read")
  const said = [...new Set([...blind, ...gaps])]
  if (!hasTrail && sources.length > 0) said.push("No trail was read, so data events are not seen at all.")
  return said.join(" ")
}
