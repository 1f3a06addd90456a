import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import type { ContactTest } from "@/lib/contacts/schema"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { postWebhook } from "@/lib/deliveries/post-webhook"
import { sendMail } from "@/lib/deliveries/send-mail"
import { notFound } from "@/lib/errors"
import { open } from "@/lib/secrets/seal"

/** Sends a test on every channel of a contact and says what the next hop answered. */
export async function testContact({ ctx, id }: { ctx: Context; id: string }): Promise<ContactTest> {
  requirePermission(ctx.actor, "contact.edit")
  const contact = await ctx.db.contact.findFirst({ where: { id, archivedAt: null } })
  if (!contact) throw notFound("There is no such contact. It may have been removed.")
  await transaction(ctx.db, (tx) =>
    recordActivity(tx, {
      kind: "contact.tested",
      actor: ctx.actor,
      subject: `contact/${id}`,
      now: ctx.now(),
    }),
  )
  const subject = "[TEST] Firebreak can reach you"
  const body = "This is a test. In an incident, alerts and messages come this way. Nothing to do."
  const results: ContactTest = []
  if (contact.email) {
    const sent = await sendMail({ to: contact.email, subject, text: body, id: `test-${ctx.now().getTime()}` })
    results.push({
      channel: "email",
      outcome: sent.outcome,
      failure: sent.outcome === "accepted" ? "" : sent.failure,
    })
  }
  if (contact.webhookUrl) {
    const sent = await postWebhook({
      url: contact.webhookUrl,
      shape: contact.webhookShape === "pagerduty" ? "pagerduty" : "plain",
      secret: contact.webhookSecret ? open(contact.webhookSecret, `contact:${contact.id}`) : null,
      id: `test-${ctx.now().getTime()}`,
      dedupKey: `firebreak-test-${contact.id}`,
      subject,
      body,
      payload: { test: true, severity: 4 },
    })
    results.push({
      channel: "webhook",
      outcome: sent.outcome,
      failure: sent.outcome === "accepted" ? "" : sent.failure,
    })
  }
  return results
}
