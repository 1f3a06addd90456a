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
