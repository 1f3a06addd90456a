import {
  cutMiddle,
  formatDuration,
  formatPlural,
  formatUtcDateTime,
  formatUtcTime,
  severityName,
  showInvisible,
} from "@/lib/format"
import { escapeMarkdown } from "@/lib/reviews/escape-markdown"
import { groupSources } from "@/lib/reviews/group-sources"
import type { ReviewContent, ReviewFacts } from "@/lib/reviews/schema"

import { tellStory } from "@/lib/reviews/tell-story"

/** Longest text taken from facts into one sentence; the whole stands in the facts beside it. */
const longest = 300
const longestSteps = 40
/** Fits a section even when every character is escaped. */
const stepsBudget = 18_000

/**
 * A first text from facts alone, no model. Causes stay with people: contributing factors are listed only where a fact
 * shows a missing control. Blameless: it names controls, not persons. The sections are Markdown, so names and texts
 * from platforms are escaped in them; what comes out can always be saved as it is.
 */
export function draftReview(facts: ReviewFacts): ReviewContent {
  const lost = facts.damage.filter((d) => d.state === "no_way_back" || d.state === "accepted")
  return {
    summary: draftSummary(facts),
    whatHappened: draftSteps(facts),
    impact: {
      downtimeMinutes: downtime(facts),
      failedRequests: { value: "", source: "" },
      usersAffected: { value: "", source: "" },
      dataLost: {
        value: lost.length
          ? plain(lost.map((d) => `${d.name} (${d.statement})`).join("; "), 180)
          : lossWords(facts),
        source: "computed from the damage list",
      },
      cost: { value: "", source: "" },
    },
    rootCause: draftCause(facts),
    contributingFactors: draftFactors(facts),
    wentWell: draftWell(facts),
    wentBadly: draftBadly(facts),
    lucky: [],
  }
}

function draftSummary(facts: ReviewFacts): string {
  const duration = metric(facts, "Time to restore") ?? metric(facts, "Time to resolve")
  const run = facts.agentRunBy ? `, run by ${md(facts.agentRunBy)}` : ""
  const asked = facts.agentInstruction
    ? ` It had been asked: “${md(facts.agentInstruction)}”.`
    : " What it had been asked is not recorded."
  return [
    `${facts.isDrill ? "Drill. " : ""}On ${formatUtcDateTime(facts.detectedAt)} it was noticed: ${md(facts.title)}.`,
    `Severity: ${severityName(facts.severity)}. Duration from detection to ${metric(facts, "Time to restore") === null ? "resolution" : "recovery"}: ${duration === null ? "not known" : formatDuration(duration)}.`,
    `Agent: ${md([facts.agent, facts.agentKind, facts.agentVersion].filter(Boolean).join(" ")) || "not identified"}${run}.${asked}`,
  ].join("\n\n")
}

/** The entries that carry the story; every single entry is in the timeline. */
function draftSteps(facts: ReviewFacts): string {
  const telling = tellStory(facts.timeline)
  const lines: string[] = []
  for (const [i, e] of telling.slice(0, longestSteps).entries()) {
    const line = `${i + 1}. ${formatUtcTime(e.occurredAt)} ${md(e.actor, 60)}: ${md(e.text)}`
    if (lines.join("\n").length + line.length > stepsBudget) break
    lines.push(line)
  }
  const rest = telling.length - lines.length
  if (rest > 0) lines.push("", `${rest} further steps are in the timeline.`)
  return lines.join("\n")
}

function draftCause(facts: ReviewFacts): string {
  const first = facts.damage[0]
  if (!first) return ""
  return `${md(facts.agent) || "The agent"} held credentials that allowed it: ${md(first.name)} was ${first.effect} by ${md(first.by.join(", ")) || "an unknown identity"}.`
}

function draftFactors(facts: ReviewFacts): string[] {
  const factors: string[] = []
  const lost = facts.damage.filter((d) => d.state === "no_way_back")
  if (facts.damage.length)
    factors.push(
      "The agent's credentials could delete or overwrite production data without a second approval.",
    )
  if (lost.length) factors.push(`No way back existed for ${md(lost.map((d) => d.name).join(", "))}.`)
  for (const { labels, cannotSee } of groupSources(facts.sources).slice(0, 20))
    factors.push(`${md(labels, 120)} cannot see: ${md(cannotSee, 200)}.`)
  if (facts.minted > 0) factors.push("The agent could mint further credentials for itself.")
  return factors
}

function draftWell(facts: ReviewFacts): string[] {
  const well: string[] = []
  const contained = metric(facts, "Time to contain")
  if (contained !== null)
    well.push(`Every credential was proven dead ${formatDuration(contained)} after detection.`)
  const restored = facts.damage.filter((d) => d.state === "restored").length
  if (restored)
    well.push(`${restored} of ${facts.damage.length} damaged resources were restored and verified.`)
  return well
}

function draftBadly(facts: ReviewFacts): string[] {
  const badly: string[] = []
  const exposure = metric(facts, "Exposure")
  if (exposure !== null) badly.push(`The agent was able to act for ${formatDuration(exposure)}.`)
  const unproven = facts.containment.filter((c) => c.state !== "verified").length
  if (unproven)
    badly.push(
      `${formatPlural(unproven, "containment step")} ${unproven === 1 ? "is" : "are"} without proof.`,
    )
  return badly
}

function downtime(facts: ReviewFacts): { value: string; source: string } {
  const started = facts.impactStartedAt
  if (!started || !facts.recoveredAt) return { value: "", source: "" }
  const minutes = Math.round((Date.parse(facts.recoveredAt) - Date.parse(started)) / 60_000)
  return {
    value: `${minutes} min at most`,
    source: "computed: first destructive effect to verified recovery",
  }
}

function lossWords(facts: ReviewFacts): string {
  const open = facts.damage.filter((d) => d.state !== "restored").length
  return open ? `not settled for ${open} damaged resources` : "none known"
}

/** Text of others inside Markdown of ours. */
function md(text: string, max = longest): string {
  return escapeMarkdown(plain(text, max))
}

/** Text of others in a plain field. */
function plain(text: string, max: number): string {
  return cutMiddle(showInvisible(text.toWellFormed().replace(/\s+/g, " ").trim()), max)
}

function metric(facts: ReviewFacts, name: string): number | null {
  return facts.metrics.find((m) => m.name === name)?.milliseconds ?? null
}
