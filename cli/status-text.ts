import { z } from "zod"
import { formatClock, formatPlural, formatUtcDateTime, severityName, showInvisible } from "@/lib/format"

const certainty = {
  total: z.number(),
  proven: z.number(),
  contained: z.boolean(),
}

/** What `firebreak status INC-47` shows of an incident. */
export const incidentShown = z.object({
  reference: z.string(),
  isDrill: z.boolean(),
  title: z.string(),
  severity: z.number(),
  status: z.string(),
  statusStated: z.object({ by: z.string(), at: z.string(), reason: z.string() }).nullable(),
  declaredAt: z.string(),
  declaredBy: z.string(),
  commander: z.object({ name: z.string() }).nullable(),
  containment: z.object({
    ...certainty,
    credentials: z.array(z.object({ label: z.string(), certainty: z.string(), why: z.string() })),
  }),
  firstSteps: z.array(z.object({ title: z.string(), state: z.string() })),
  nextUpdateDueAt: z.string().nullable(),
  headSequence: z.number(),
  headHash: z.string(),
  serverNow: z.string(),
})
export type IncidentShown = z.output<typeof incidentShown>

/** What `firebreak status` shows of each open incident. */
export const listShown = z.object({
  open: z.array(
    z.object({
      reference: z.string(),
      title: z.string(),
      severity: z.number(),
      status: z.string(),
      declaredAt: z.string(),
      commander: z.string().nullable(),
      containment: z.object(certainty),
    }),
  ),
  serverNow: z.string(),
})

/** One incident in a few lines; nothing is more certain here than on the page. */
export function incidentText(incident: IncidentShown): string {
  const now = Date.parse(incident.serverNow)
  const { containment, statusStated } = incident
  const open = containment.credentials.filter((one) => one.certainty !== "proven")
  return [
    `${incident.reference}  ${severityName(incident.severity)}  ${incident.status}${incident.isDrill ? "  DRILL" : ""}`,
    showInvisible(incident.title),
    "",
    ...(statusStated
      ? [`stated      by ${showInvisible(statusStated.by)}: ${showInvisible(statusStated.reason)}`]
      : []),
    `declared    ${formatUtcDateTime(incident.declaredAt)} by ${showInvisible(incident.declaredBy)}, ${formatClock(
      now - Date.parse(incident.declaredAt),
    )} ago`,
    `commander   ${incident.commander ? showInvisible(incident.commander.name) : "nobody"}`,
    `contained   ${containedText(containment)}`,
    ...open.map(
      (one) => `            ${one.certainty}: ${showInvisible(one.label)} (${showInvisible(one.why)})`,
    ),
    ...incident.firstSteps.map(
      (step, i) => `${i === 0 ? "first steps" : "           "} ${step.state}: ${step.title}`,
    ),
    `next update ${dueText(incident.nextUpdateDueAt, now)}`,
    `timeline    ${formatPlural(incident.headSequence, "entry", "entries")}, head ${incident.headHash}`,
  ].join("\n")
}

/** Open incidents, one a line. */
export function listText({ open, serverNow }: z.output<typeof listShown>): string {
  if (open.length === 0) return "No incident is open."
  return open
    .map((one) =>
      [
        one.reference.padEnd(9),
        severityName(one.severity),
        one.status.padEnd(10),
        formatClock(Date.parse(serverNow) - Date.parse(one.declaredAt)).padStart(8),
        `proven ${one.containment.proven}/${one.containment.total}`.padEnd(13),
        showInvisible(one.title),
      ].join("  "),
    )
    .join("\n")
}

function containedText({ contained, proven, total }: IncidentShown["containment"]): string {
  if (total === 0) return "no credential is known yet"
  return `${contained ? "yes" : "no"}: ${proven} of ${formatPlural(total, "credential")} proven`
}

function dueText(iso: string | null, now: number): string {
  if (iso === null) return "none is due"
  const left = Date.parse(iso) - now
  return left >= 0 ? `due in ${formatClock(left)}` : `overdue by ${formatClock(-left)}`
}
