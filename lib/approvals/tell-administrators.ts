import "server-only"
import type { Incident } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { publicAddress } from "@/lib/env"
import { severityName, showInvisible } from "@/lib/format"
import { paths } from "@/lib/paths"

/**
 * One delivery per administrator for the outbox, in the transaction that broke the glass; a drill's go to its inbox.
 * Returns whom it tells.
 */
export async function tellAdministrators(
  tx: Tx,
  {
    incident,
    what,
    by,
    reason,
    at,
  }: { incident: Incident; what: string; by: string; reason: string; at: Date },
): Promise<string[]> {
  const administrators = await tx.user.findMany({
    where: { role: "administrator", disabledAt: null },
    orderBy: { email: "asc" },
    select: { name: true, email: true },
  })
  const base = publicAddress()
  const subject = `${incident.isDrill ? "[DRILL] " : ""}[BREAK-GLASS] ${incident.reference}: ${showInvisible(what)}`
  const body = [
    ...(incident.isDrill ? ["This is a drill on the practice range.", ""] : []),
    `${by} approved alone what needs two people in ${severityName(incident.severity)}.`,
    `Step, which cannot be taken back: ${showInvisible(what)}`,
    `Reason given: ${showInvisible(reason)}`,
    "",
    `${base}${paths.containment(incident.reference)}`,
    "",
    "An item for the review was opened by itself.",
  ].join("\n")
  await tx.delivery.createMany({
    data: administrators.map(({ name, email }) => ({
      incidentId: incident.id,
      isDrill: incident.isDrill,
      channel: incident.isDrill ? ("drill_inbox" as const) : ("email" as const),
      recipient: incident.isDrill ? name : email,
      subject: subject.slice(0, 250),
      body,
      createdAt: at,
      dueAt: at,
    })),
  })
  return administrators.map((one) => one.name)
}
