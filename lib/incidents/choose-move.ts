import type { IncidentDto } from "@/lib/incidents/schema"
import { paths } from "@/lib/paths"

export type Move = {
  title: string
  text: string
  press: "contain" | "assess" | null
  /** Credentials that the press is about. */
  count: number
  link: { label: string; href: string } | null
}

type Facts = Pick<
  IncidentDto,
  | "reference"
  | "containment"
  | "connections"
  | "firstSteps"
  | "status"
  | "nextUpdateDueAt"
  | "messagesSent"
  | "serverNow"
>

/**
 * The one next action: a decision first, then cutting access, then reading what happened, then telling people, then
 * waiting for proof. Pure; says never more than the facts.
 */
export function chooseMove(incident: Facts): Move {
  const { containment: c, reference } = incident
  const move = (title: string, text: string, over: Partial<Move> = {}): Move => ({
    title,
    text,
    press: null,
    count: 0,
    link: null,
    ...over,
  })
  if (incident.status === "resolved" || incident.status === "reviewed") {
    return move("Write down what was learnt", "The review is drafted from what was recorded.", {
      link: { label: "Open the review", href: paths.review(reference) },
    })
  }
  if (c.needsDecision > 0) {
    return move(
      `Decide: ${c.needsDecision} of ${c.total} credentials need you`,
      "A request was lost, refused or had no effect. The rows stand first in the plan, each with what may be done.",
    )
  }
  if (c.total === 0) {
    return move(
      "Say which credentials the agent has",
      "Nothing can be cut off before it is known. Add a key id, a user or a role.",
      { link: { label: "Add a credential", href: paths.containment(reference) } },
    )
  }
  if (c.notStarted > 0) {
    return move(
      `Contain: ${c.notStarted} of ${c.total} credentials can still act`,
      "Keys are made inactive and a deny is attached; both are undone from the receipt. Proofs follow by themselves.",
      { press: "contain", count: c.notStarted },
    )
  }
  const assessment = incident.firstSteps.find((step) => step.kind === "assess")
  if (assessment?.state === "open" && incident.connections.length > 0) {
    return move(
      "Find out what it did",
      "The audit logs are read for every identity of the agent and followed while the incident is open.",
      { press: "assess" },
    )
  }
  const overdue =
    incident.nextUpdateDueAt !== null && Date.parse(incident.nextUpdateDueAt) < Date.parse(incident.serverNow)
  if (overdue || incident.messagesSent === 0) {
    return move(
      overdue ? "An update is overdue" : "Tell the stakeholders",
      "The message is filled from facts; it says nothing about containment that is not proven.",
      { link: { label: "Open messages", href: paths.messages(reference) } },
    )
  }
  if (c.applied + c.underWay > 0) {
    return move(
      `Wait for proof: ${c.proven} of ${c.total} are proven dead`,
      "What is applied takes some seconds to take effect everywhere; it is looked at until it is proven or cannot be.",
    )
  }
  return move(
    "Bring back what was damaged",
    c.contained
      ? "Every known credential is proven dead; restoring is safe from them."
      : `Only ${c.proven} of ${c.total} are proven dead; the rest is stated or cannot be proven. What is restored may be destroyed again.`,
    {
      link: { label: "Open damage", href: paths.damage(reference) },
    },
  )
}
