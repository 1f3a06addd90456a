import "server-only"
import type { Tx } from "@/lib/db/transaction"
import { readContainment } from "@/lib/incidents/read-containment"
import { appendEntry } from "@/lib/timeline/append-entry"

const system = { kind: "system", name: "Firebreak" } as const

/**
 * Brings the incident's contained time and status in line with the proofs, after any change of a contain step or of
 * the credentials. Writes `incident.contained` or `incident.containment_lost` when the answer changed. The caller
 * holds the incident's row lock.
 */
export async function recomputeContainment({
  tx,
  incidentId,
  now,
}: {
  tx: Tx
  incidentId: string
  now: Date
}): Promise<void> {
  const incident = await tx.incident.findUniqueOrThrow({ where: { id: incidentId } })
  const containment = await readContainment(tx, incidentId)
  if (containment.contained && !incident.containedAt) {
    const containedAt = containment.provenAt ?? now
    await tx.incident.update({
      where: { id: incidentId },
      data: {
        containedAt,
        ...(incident.status === "declared" ? { status: "contained" } : {}),
        ...(incident.statusStatedAt && incident.status !== "resolved"
          ? { statusStatedAt: null, statusStatedById: null, statusReason: null }
          : {}),
      },
    })
    await appendEntry(tx, {
      incidentId,
      kind: "incident.contained",
      actor: system,
      now,
      body: { proven: containment.proven },
    })
  }
  if (!containment.contained && incident.containedAt) {
    const first = containment.credentials[0]
    const reason = first
      ? `${first.label}: ${first.why || first.certainty.replace("_", " ")}`
      : "no credential is known"
    await tx.incident.update({
      where: { id: incidentId },
      data: { containedAt: null, ...(incident.status === "contained" ? { status: "declared" } : {}) },
    })
    await appendEntry(tx, {
      incidentId,
      kind: "incident.containment_lost",
      actor: system,
      now,
      body: { reason },
    })
  }
}
