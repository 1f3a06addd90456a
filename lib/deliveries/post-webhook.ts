import "server-only"
import { createHmac } from "node:crypto"
import type { Sent } from "@/lib/deliveries/send-mail"

export type Webhook = {
  url: string
  shape: "pagerduty" | "plain"
  /** Routing key (pagerduty) or signing secret (plain); null when there is none. */
  secret: string | null
  /** Same id, same event: the receiver can tell a repeat. */
  id: string
  dedupKey: string
  subject: string
  body: string
  payload: unknown
}

/**
 * Posts an event. PagerDuty Events v2 is deduplicated by its `dedup_key`, plain hooks carry `Firebreak-Delivery`, so
 * a lost answer may be tried again. Redirects are refused: they could lead anywhere.
 */
export async function postWebhook(hook: Webhook, fetchImpl: typeof fetch = fetch): Promise<Sent> {
  const fault = addressFault(hook.url)
  if (fault) return { outcome: "failed", retry: false, failure: fault }
  const text = JSON.stringify(hook.shape === "pagerduty" ? pagerDutyEvent(hook) : plainEvent(hook))
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "user-agent": "Firebreak",
    "firebreak-delivery": hook.id,
  }
  if (hook.shape === "plain" && hook.secret) {
    headers["firebreak-signature"] = `sha256=${createHmac("sha256", hook.secret).update(text).digest("hex")}`
  }
  try {
    const response = await fetchImpl(hook.url, {
      method: "POST",
      headers,
      body: text,
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    })
    await response.body?.cancel()
    if (response.ok) return { outcome: "accepted", remoteId: response.headers.get("x-request-id") ?? "" }
    const retry = response.status === 408 || response.status === 429 || response.status >= 500
    return {
      outcome: "failed",
      retry,
      failure: `The webhook answered ${response.status}. ${retry ? "" : "Check its address and key."}`.trim(),
    }
  } catch (error) {
    const said =
      error instanceof Error
        ? error.cause instanceof Error
          ? error.cause.message
          : error.message
        : "no reason given"
    return { outcome: "failed", retry: true, failure: `The webhook did not answer: ${said.slice(0, 200)}.` }
  }
}

/** fetch names the whole address in its error, password included: such an address is refused before. */
function addressFault(url: string): string | null {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    return "The webhook's address is no http or https address. Correct it under Settings, Contacts."
  return parsed.username || parsed.password
    ? "The webhook's address holds a user or password, which is not supported. Enter a key instead."
    : null
}

/**
 * Everything of one incident and contact is one PagerDuty alert: messages join it and page nobody anew, and the
 * resolution closes it.
 */
function pagerDutyEvent(hook: Webhook) {
  const payload = fieldsOf(hook.payload)
  const severity =
    { 1: "critical", 2: "error", 3: "warning", 4: "info" }[Number(payload.severity)] ?? "critical"
  return {
    routing_key: hook.secret ?? "",
    event_action: payload.kind === "resolution" ? "resolve" : "trigger",
    dedup_key: hook.dedupKey,
    payload: {
      summary: hook.subject.slice(0, 1024),
      source: "firebreak",
      severity,
      custom_details: { text: hook.body },
    },
    ...(typeof payload.link === "string" ? { links: [{ href: payload.link, text: "Acknowledge" }] } : {}),
  }
}

function fieldsOf(payload: unknown): { severity?: unknown; link?: unknown; kind?: unknown } {
  return typeof payload === "object" && payload !== null ? payload : {}
}

function plainEvent(hook: Webhook) {
  return { id: hook.id, subject: hook.subject, text: hook.body, data: hook.payload ?? {} }
}
