import { describe, expect, it } from "vitest"
import { filterReports } from "@/lib/reviews/filter-reports"
import { groupSources } from "@/lib/reviews/group-sources"
import type { ReportListItemDto } from "@/lib/reviews/schema"
import { summariseReports } from "@/lib/reviews/summarise-reports"
import { tellStory } from "@/lib/reviews/tell-story"

function report(
  severity: number,
  ms: number | null,
  over: Partial<ReportListItemDto> = {},
): ReportListItemDto {
  return {
    reference: "INC-1",
    isDrill: false,
    title: "An agent deletes Things",
    severity,
    status: "resolved",
    declaredAt: "2026-11-23T03:12:04.000Z",
    resolvedAt: "2026-11-23T04:51:00.000Z",
    allProvenAfterMs: null,
    recoveredAfterMs: null,
    metrics: [
      { name: "Time to contain", definition: "d", milliseconds: ms, missing: ms === null ? "m" : "" },
    ],
    damaged: 0,
    restored: 0,
    lost: 0,
    reviewState: "none",
    openActionItems: 0,
    overdueActionItems: 0,
    ...over,
  }
}

describe("metrics over reports", () => {
  it("never mix severities, never count drills, and leave out what is missing", () => {
    const summaries = summariseReports([
      report(2, 10),
      report(1, 100),
      report(1, null),
      report(1, 300),
      report(1, 5, { isDrill: true }),
      report(3, 7, { isDrill: true }),
    ])
    expect(summaries.map((s) => [s.severity, s.count, s.without, s.medianMs, s.p90Ms])).toEqual([
      [1, 2, 1, 200, 300],
      [2, 1, 0, 10, 10],
    ])
  })

  it("take the middle and the nearest rank", () => {
    const many = Array.from({ length: 10 }, (_, i) => report(1, (10 - i) * 10))
    expect(summariseReports(many)[0]).toMatchObject({ medianMs: 55, p90Ms: 90, count: 10 })
    expect(summariseReports([report(1, null)])[0]).toMatchObject({ medianMs: null, p90Ms: null, count: 0 })
    expect(summariseReports([])).toEqual([])
  })
})

describe("the filter", () => {
  it("joins its parts", () => {
    const reports = [
      report(1, 1, { reference: "INC-7", reviewState: "reviewed" }),
      report(2, 1, { reference: "INC-8" }),
      report(1, 1, { reference: "DRILL-1", isDrill: true }),
    ]
    const all = { drills: true, severity: null, review: null, text: "" }
    const found = (over: Partial<Parameters<typeof filterReports>[1]>) =>
      filterReports(reports, { ...all, ...over }).map((each) => each.reference)
    expect(found({})).toEqual(["INC-7", "INC-8", "DRILL-1"])
    expect(found({ drills: false })).toEqual(["INC-7", "INC-8"])
    expect(found({ severity: 1, review: "reviewed" })).toEqual(["INC-7"])
    expect(found({ text: " inc-8" })).toEqual(["INC-8"])
    expect(found({ text: "THINGS", severity: 2 })).toEqual(["INC-8"])
    expect(found({ text: "nothing" })).toEqual([])
  })
})

describe("the story", () => {
  it("keeps order, drops looks and attempts, and says repeated kinds at their ends", () => {
    const kinds = [
      "incident.declared",
      "step.attempting",
      "agent.effects_seen",
      "agent.effects_seen",
      "step.verified",
      "agent.effects_seen",
      "note.added",
    ]
    const story = tellStory(kinds.map((kind, sequence) => ({ kind, sequence })))
    expect(story.map((entry) => entry.sequence)).toEqual([0, 2, 4, 5])
  })
})

describe("blind spots", () => {
  it("are said once for all sources that share them", () => {
    const sources = ["a", "b", "c", "d"].map((label) => ({ label, cannotSee: ["Who did it.", "What else"] }))
    expect(groupSources([...sources, { label: "e", cannotSee: [] }])).toEqual([
      { labels: "a, b and 2 more", cannotSee: "Who did it; What else" },
    ])
  })
})
