import { formatDuration, severityName } from "@/lib/format"
import { escapeMarkdown } from "@/lib/reviews/escape-markdown"
import { figureTitles, impactFigures } from "@/lib/reviews/figures"
import type { ReviewDto } from "@/lib/reviews/schema"

/**
 * The whole report as Markdown. What people wrote stays Markdown; what came from platforms or the agent (names,
 * statements, timeline texts) is escaped so that it stays text.
 */
export function renderMarkdown(review: ReviewDto): string {
  const { facts, content } = review
  const e = escapeMarkdown
  const out: string[] = []
  const add = (...lines: string[]) => out.push(...lines, "")
  add(`# ${e(facts.reference)}: ${e(facts.title)}`)
  if (facts.isDrill) add("**Drill on the practice range. Never counted in metrics.**")
  add(
    `${severityName(facts.severity)} · ${facts.status} · review ${review.state.replace("_", " ")} · times are UTC`,
  )
  add("## Summary", "", content.summary || "_Not written._")
  add("## What happened", "", content.whatHappened || "_Not written._")
  add(
    "## Impact",
    "",
    "| Figure | Value | Source |",
    "|---|---|---|",
    ...impactFigures.map((name) => {
      const { value, source } = content.impact[name]
      return `| ${figureTitles[name]} | ${e(value || "not known")} | ${e(source)} |`
    }),
  )
  add(
    "## Times",
    "",
    "| Metric | Definition | Duration |",
    "|---|---|---|",
    ...facts.metrics.map(
      (m) =>
        `| ${m.name} | ${m.definition} | ${m.milliseconds === null ? `not known: ${m.missing}` : formatDuration(m.milliseconds)} |`,
    ),
  )
  add(
    "## Damage",
    "",
    ...list(
      facts.damage.map(
        (d) =>
          `${e(d.name)} (${e(d.resourceType)}): ${e(d.statement)} State: ${d.state.replaceAll("_", " ")}.`,
      ),
    ),
  )
  add(
    "## What each source could tell",
    "",
    ...list(
      facts.sources.map(
        (s) =>
          `${e(s.label)}: complete up to ${s.completeUpTo ?? "not known"}${s.cannotSee.length ? `; cannot see ${e(s.cannotSee.join("; "))}` : ""}`,
      ),
    ),
  )
  add("## Root cause", "", content.rootCause || "_Not written._")
  add("## Contributing factors", "", ...list(content.contributingFactors))
  add("## What went well", "", ...list(content.wentWell))
  add("## What went badly", "", ...list(content.wentBadly))
  add("## Where we were lucky", "", ...list(content.lucky))
  add(
    "## Action items",
    "",
    ...list(
      review.actionItems.map(
        (a) =>
          `[${a.done ? "x" : " "}] ${e(a.title)} (${a.type}, ${e(a.owner)}, due ${a.dueOn ?? "not set"})`,
      ),
    ),
  )
  add(
    "## Timeline",
    "",
    "| # | Time (UTC) | Who | What |",
    "|---|---|---|---|",
    ...facts.timeline.map((t) => `| ${t.sequence} | ${t.occurredAt} | ${e(t.actor)} | ${e(t.text)} |`),
  )
  if (facts.timelineTotal > facts.timeline.length)
    add(
      `The first ${facts.timeline.length} of ${facts.timelineTotal} entries; the export of the timeline holds all.`,
    )
  add(`Timeline head: entry ${facts.headSequence}, hash \`${facts.headHash}\``)
  return `${out.join("\n").trim()}\n`
}

function list(lines: string[]): string[] {
  return lines.length ? lines.map((line) => `- ${line.replace(/\s*\n\s*/g, " ")}`) : ["None recorded."]
}
