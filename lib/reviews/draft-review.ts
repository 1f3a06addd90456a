import { formatDuration, formatUtcDateTime, severityName } from "@/lib/format"
import type { ReviewContent, ReviewFacts } from "@/lib/reviews/schema"

/**
 * A first text from facts alone, no model. Causes stay with people: contributing factors are listed only where a fact
 * shows a missing control. Blameless: it names controls, not persons.
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
          ? lost
              .map((d) => `${d.name} (${d.statement})`)
              .join("; ")
              .slice(0, 200)
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
  const run = facts.agentRunBy ? `, run by ${facts.agentRunBy}` : ""
  const asked = facts.agentInstruction
    ? ` It had been asked: “${facts.agentInstruction}”.`
    : " What it had been asked is not recorded."
  return [
    `${facts.isDrill ? "Drill. " : ""}On ${formatUtcDateTime(facts.detectedAt)} it was noticed that ${facts.title}.`,
    `Severity: ${severityName(facts.severity)}. Duration from detection to ${metric(facts, "Time to restore") === null ? "resolution" : "recovery"}: ${duration === null ? "not known" : formatDuration(duration)}.`,
    `Agent: ${[facts.agent, facts.agentKind, facts.agentVersion].filter(Boolean).join(" ") || "not identified"}${run}.${asked}`,
  ].join("\n\n")
}

function draftSteps(facts: ReviewFacts): string {
  const told = facts.timeline.slice(0, 60)
  const rest = facts.timeline.length - told.length
  const lines = told.map((e, i) => `${i + 1}. ${e.occurredAt.slice(11, 19)} ${e.actor}: ${e.text}`)
  if (rest > 0) lines.push(`${rest} further entries are in the timeline below.`)
  return lines.join("\n")
}

function draftCause(facts: ReviewFacts): string {
  const first = facts.damage[0]
  if (!first) return ""
  return `${facts.agent || "The agent"} held credentials that allowed it: ${first.name} was ${first.effect} by ${first.by.join(", ") || "an unknown identity"}.`
}

function draftFactors(facts: ReviewFacts): string[] {
  const factors: string[] = []
  const lost = facts.damage.filter((d) => d.state === "no_way_back")
  if (facts.damage.length)
    factors.push(
      "The agent's credentials could delete or overwrite production data without a second approval.",
    )
  if (lost.length) factors.push(`No way back existed for ${lost.map((d) => d.name).join(", ")}.`)
  for (const source of facts.sources) {
    if (source.cannotSee.length) factors.push(`${source.label} cannot see: ${source.cannotSee.join("; ")}.`)
  }
  const minted = facts.containment.filter((c) => c.label.includes("minted"))
  if (minted.length) factors.push("The agent could mint further credentials for itself.")
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
  const unproven = facts.containment.filter((c) => c.state !== "verified")
  if (unproven.length) badly.push(`${unproven.length} containment steps ended without proof.`)
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

function metric(facts: ReviewFacts, name: string): number | null {
  return facts.metrics.find((m) => m.name === name)?.milliseconds ?? null
}
