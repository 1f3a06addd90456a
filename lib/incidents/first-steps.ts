import type { Containment } from "@/lib/incidents/containment"
import type { FirstStepKind } from "@/lib/incidents/policy"
import type { FirstStepDto } from "@/lib/incidents/schema"

export type FirstStepFacts = {
  containment: Pick<
    Containment,
    "total" | "proven" | "contained" | "underWay" | "applied" | "needsDecision" | "unverifiable" | "stated"
  >
  containedAt: string | null
  assessment: { state: string; finishedAt: string | null; progress: string } | null
  alerts: {
    contact: string
    acknowledgedAt: string | null
    acknowledgedBy: string | null
    escalatedAt: string | null
    deliveries: { state: string }[]
  }[]
  stated: { kind: FirstStepKind; statedBy: string; statedAt: string; note: string }[]
}

const titles: Record<FirstStepKind, string> = {
  stop: "Stop the agent",
  revoke: "Revoke its credentials",
  assess: "Assess what happened",
  alert: "Alert the team",
}

/** The four first steps in their order; each done by facts, else as a person states it, else open. Pure. */
export function computeFirstSteps(facts: FirstStepFacts): FirstStepDto[] {
  return (["stop", "revoke", "assess", "alert"] as const).map((kind) => {
    const byFacts = fromFacts[kind](facts)
    if (byFacts.state === "done") return { ...base(kind), ...byFacts }
    const stated = facts.stated.find((s) => s.kind === kind)
    if (!stated) return { ...base(kind), ...byFacts }
    return {
      ...base(kind),
      ...byFacts,
      state: "stated",
      statement: stated.note,
      by: stated.statedBy,
      at: stated.statedAt,
    }
  })
}

type Found = Pick<FirstStepDto, "state" | "statement" | "by" | "at" | "progress">

function base(kind: FirstStepKind) {
  return { kind, title: titles[kind] }
}

const fromFacts: Record<FirstStepKind, (facts: FirstStepFacts) => Found> = {
  // A stopped process is not containment and nothing on our side can see it: only ever stated.
  stop: () =>
    open("Ctrl-C in the agent, close its terminal, kill the process tree; stop cloud-hosted and CI runs."),
  revoke: ({ containment: c, containedAt }) => {
    const progress = `${c.proven}/${c.total}`
    if (c.contained)
      return {
        state: "done",
        statement: `${c.proven} of ${c.total} proven dead`,
        by: null,
        at: containedAt,
        progress,
      }
    if (c.total === 0) return open("No credential is known yet. Add one, or rank the last hour's identities.")
    const moving = c.proven + c.underWay + c.applied + c.needsDecision + c.unverifiable + c.stated
    const statement = `${c.proven} of ${c.total} proven${c.needsDecision ? `, ${c.needsDecision} need a decision` : ""}`
    return { ...open(statement), state: moving > 0 ? "under_way" : "open", progress }
  },
  assess: ({ assessment }) => {
    if (!assessment) return open("No audit log has been read yet.")
    if (assessment.finishedAt) {
      return {
        state: "done",
        statement: "Read; later records are followed",
        by: null,
        at: assessment.finishedAt,
        progress: null,
      }
    }
    if (assessment.state === "failed") return open("Reading failed. See the damage page.")
    return { ...open(assessment.progress || "Reading the audit logs"), state: "under_way" }
  },
  alert: ({ alerts }) => {
    const acknowledged = alerts.filter((a) => a.acknowledgedAt)
    const progress = alerts.length ? `${acknowledged.length}/${alerts.length}` : null
    const first = acknowledged[0]
    if (first) {
      return {
        state: "done",
        statement: `${first.acknowledgedBy ?? first.contact} acknowledged`,
        by: first.acknowledgedBy,
        at: first.acknowledgedAt,
        progress,
      }
    }
    if (alerts.length === 0)
      return open("Nobody was alerted: there are no contacts. Call them, then tick this with a note.")
    const deliveries = alerts.flatMap((a) => a.deliveries)
    if (deliveries.every((d) => d.state === "failed"))
      return { ...open("No alert could be delivered. Call them, then tick this with a note."), progress }
    const escalated = alerts.some((a) => a.escalatedAt)
    const left = deliveries.some((d) => d.state === "accepted") ? "Sent" : "Being sent"
    return {
      ...open(escalated ? "Nobody has acknowledged; escalated" : `${left}; nobody has acknowledged yet`),
      state: "under_way",
      progress,
    }
  },
}

function open(statement: string): Found {
  return { state: "open", statement, by: null, at: null, progress: null }
}
