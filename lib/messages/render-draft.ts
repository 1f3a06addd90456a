import Mustache from "mustache"
import { cutMiddle, formatDuration, formatUtcDateTime, showInvisible } from "@/lib/format"
import { isOpen } from "@/lib/incidents/policy"
import { sayContainment, sayPhase } from "@/lib/messages/say-containment"
import type { MessageFacts, MessageKind } from "@/lib/messages/schema"
import { messageTemplates } from "@/lib/messages/templates"

/**
 * Fills a template from facts. Pure. Text only: nothing is escaped as HTML because nothing renders it as HTML, and
 * values cannot add lines to a subject.
 */
export function renderDraft(kind: MessageKind, facts: MessageFacts): { subject: string; body: string } {
  const template = messageTemplates[kind]
  const view = viewOf(facts)
  const fill = (text: string) =>
    Mustache.render(text, view, {}, { escape: (value) => oneLine(String(value)) })
  const body = fill(template.body)
    .replace(/\n{3,}/g, "\n\n")
    .trim()
  return {
    subject: `${facts.isDrill ? drillMark : ""}${oneLine(fill(template.subject))}`,
    body: [...body].length > longestBody ? `${[...body].slice(0, longestBody).join("")}…` : body,
  }
}

/** Begins the subject of everything that a drill sends. */
export const drillMark = "[DRILL] "
/** Drafts stay inside what a message may hold, whatever the facts are. */
const longestBody = 9_000

function viewOf(facts: MessageFacts) {
  const since = facts.impactStartedAt ?? facts.detectedAt
  const end = facts.recoveredAt ?? facts.resolvedAt ?? facts.now
  return {
    ...facts,
    service: cutMiddle(oneLine(facts.service || facts.title), 70),
    phase: cutMiddle(oneLine(facts.phase || sayPhase(facts.status, facts.containment)), 60),
    statusWord: sayPhase(facts.status, facts.containment),
    notResolved: isOpen(facts.status),
    drill: facts.isDrill,
    since: formatUtcDateTime(since),
    impactKnown: facts.impactStartedAt !== null,
    nextUpdate: facts.nextUpdateAt ? formatUtcDateTime(facts.nextUpdateAt) : "",
    containmentSentence: sayContainment(facts.containment, facts.containmentStated),
    damageSentence: sayDamage(facts),
    actions: actionsTaken(facts),
    duration: formatDuration(Date.parse(end) - Date.parse(facts.detectedAt)),
    durationUntil: facts.recoveredAt
      ? "detection to verified recovery"
      : facts.resolvedAt
        ? "detection to resolution"
        : "so far; recovery is not verified",
    rootCause: sayRootCause(facts),
    resolution: sayResolution(facts),
    lossSentence: sayLoss(facts),
    reviewLine: facts.reviewOn
      ? `The review is scheduled for ${facts.reviewOn}.`
      : "The date of the review is not set yet.",
  }
}

function sayDamage({ damage }: MessageFacts): string {
  if (!damage.assessed)
    return `What was damaged is not known yet${damage.reading ? "; the audit logs are being read" : ""}.`
  const upTo = damage.completeUpTo
    ? `, as far as the logs tell up to ${formatUtcDateTime(damage.completeUpTo)}`
    : ""
  if (damage.resources === 0)
    return `No damaged resource has been found${upTo}. That is not proof that none is.`
  return `${damage.resources} ${damage.resources === 1 ? "resource is" : "resources are"} damaged${upTo}.`
}

/** The final word on data must be explicit: none known, possible, or confirmed. */
function sayLoss({ damage }: MessageFacts): string {
  const lost = damage.noWayBack + damage.accepted
  const upTo = damage.completeUpTo ? ` up to ${formatUtcDateTime(damage.completeUpTo)}` : ""
  if (!damage.assessed) return "Data loss: not known; no assessment has been completed."
  if (lost > 0) return `Data loss: confirmed for ${lost} of ${damage.resources} damaged resources.`
  if (damage.partlyRestored > 0)
    return `Data loss: possible in ${damage.partlyRestored} partly restored resources.`
  if (damage.resources > damage.restored)
    return `Data loss: possible; ${damage.resources - damage.restored} damaged resources are not proven restored.`
  return `Data loss: none known, as far as the logs tell${upTo}.`
}

function actionsTaken(facts: MessageFacts): string[] {
  const { damage } = facts
  const { proven, total, underWay, applied, needsDecision, unverifiable } = facts.containment
  const touched = proven + underWay + applied + needsDecision + unverifiable
  const lines = [
    touched > 0
      ? `Revocation asked for ${touched} of ${total} known credentials; ${proven} proven dead.`
      : "No credential's revocation has been asked for yet.",
    damage.assessed ? "Audit logs read; the assessment goes on." : "",
  ].filter(Boolean)
  if (damage.restored > 0)
    lines.push(`${damage.restored} of ${damage.resources} damaged resources restored and verified.`)
  return lines
}

function sayRootCause({ agent, firstEffect, agentInstruction }: MessageFacts): string {
  const who = agent || "An AI agent"
  const asked = agentInstruction ? ` It had been asked: “${oneLine(agentInstruction)}”.` : ""
  if (!firstEffect)
    return `${who} acted with production credentials; which call caused the damage is not known yet.${asked}`
  return `${who} ran ${firstEffect.action}, which ${firstEffect.resource}.${asked}`
}

function sayResolution({ damage, restoredFrom }: MessageFacts): string {
  if (damage.resources === 0) return "Nothing had to be restored, as far as the logs tell."
  if (restoredFrom.length === 0) return "Nothing was restored by us."
  return `Restored from ${restoredFrom.join("; ")}. ${damage.restored} of ${damage.resources} damaged resources verified.`
}

/** Values are one line and cannot turn the direction of the text around them. */
function oneLine(text: string): string {
  return showInvisible(text.toWellFormed().replace(/\s+/g, " ").trim())
}
