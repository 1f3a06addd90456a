import "server-only"
import { randomUUID } from "node:crypto"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import { contactDto } from "@/lib/contacts/data"
import { type ContactDto, type SaveContactInput, saveContactInput } from "@/lib/contacts/schema"
import type { Context } from "@/lib/context"
import type { Contact } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { conflict, invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { seal } from "@/lib/secrets/seal"

/** Creates (`id` null) or changes a contact; a change is guarded by the version on the screen. */
export async function saveContact({
  ctx,
  id,
  input,
}: {
  ctx: Context
  id: string | null
  input: SaveContactInput
}): Promise<ContactDto> {
  requirePermission(ctx.actor, "contact.edit")
  const { webhookSecret, version, ...wanted } = parseInput(saveContactInput, input)
  if (!wanted.email && !wanted.webhookUrl) {
    throw invalidInput(
      "Give an e-mail address or a webhook: a contact without either cannot be told anything.",
    )
  }
  const rowId = id ?? randomUUID()
  const secret =
    webhookSecret === undefined
      ? {}
      : { webhookSecret: webhookSecret === "" ? null : seal(webhookSecret, `contact:${rowId}`) }
  const data = {
    ...wanted,
    webhookShape: wanted.webhookUrl ? (wanted.webhookShape ?? "plain") : null,
    ...secret,
  }
  return transaction(ctx.db, async (tx) => {
    const stored = id === null ? null : await tx.contact.findFirst({ where: { id, archivedAt: null } })
    refuseStraySecret(stored, data, webhookSecret)
    const row =
      id === null
        ? await tx.contact.create({ data: { ...data, id: rowId, createdAt: ctx.now() } })
        : (
            await tx.contact.updateManyAndReturn({
              where: { id, version, archivedAt: null },
              data: { ...data, version: version + 1 },
            })
          )[0]
    if (!row) throw conflict("This contact was changed or removed meanwhile. Reload and change it again.")
    await recordActivity(tx, {
      kind: id === null ? "contact.added" : "contact.changed",
      actor: ctx.actor,
      subject: `contact/${row.id}`,
      detail: { name: row.name, kind: row.kind, secretChanged: webhookSecret !== undefined },
      now: ctx.now(),
    })
    return contactDto(row)
  })
}

/**
 * A stored key must not follow a changed address: whoever may edit a contact could read it there. PagerDuty takes
 * nothing without its routing key.
 */
function refuseStraySecret(
  stored: Pick<Contact, "webhookUrl" | "webhookSecret"> | null,
  wanted: { webhookUrl: string | null; webhookShape: string | null },
  given: string | undefined,
): void {
  const kept = given === undefined && stored?.webhookSecret != null
  const refuse = (message: string) => {
    throw invalidInput(`webhookSecret: ${message}.`, [{ path: "webhookSecret", message }])
  }
  if (kept && wanted.webhookUrl !== null && wanted.webhookUrl !== stored.webhookUrl)
    refuse("the address changed; enter the key again, or remove it")
  if (wanted.webhookShape === "pagerduty" && !kept && !given) refuse("PagerDuty needs its routing key")
}
