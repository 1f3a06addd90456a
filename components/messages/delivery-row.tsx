"use client"

import { ActionButton } from "@/components/patterns/action-button"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { StateGlyph } from "@/components/steps/state-glyph"
import { cn } from "@/components/ui/cn"
import type { DeliveryDto } from "@/lib/messages/schema"
import type { StepState } from "@/lib/plans/policy"

type Look = { glyph: StepState; color: string }

/** Accepted is drawn half full: the next hop took it, and nobody knows who read it. */
const looks: Record<DeliveryDto["state"], Look> = {
  queued: { glyph: "queued", color: "text-ink-2" },
  sending: { glyph: "attempting", color: "text-motion" },
  accepted: { glyph: "applied", color: "text-motion" },
  failed: { glyph: "failed", color: "text-agent" },
  in_doubt: { glyph: "in_doubt", color: "text-move-ink" },
}

const hops = {
  email: "the mail server",
  webhook: "the webhook",
  drill_inbox: "the drill's inbox",
}

export function DeliveryRow({
  delivery,
  refusal,
  busy,
  onRetry,
}: {
  delivery: DeliveryDto
  refusal: string | null
  busy: boolean
  onRetry: () => void
}) {
  const look = looks[delivery.state]
  const ended = delivery.state === "failed" || delivery.state === "in_doubt"
  return (
    <li className="grid grid-cols-[16px_1fr_auto] items-start gap-x-2 py-1.5 text-13">
      <StateGlyph state={look.glyph} className={cn("mt-0.5", look.color)} />
      <div className="min-w-0">
        <UntrustedText text={delivery.recipient} />{" "}
        <span className={cn("text-12", look.color)}>
          <Word delivery={delivery} />
        </span>
        {delivery.failure ? (
          <small className="block text-12 text-ink-2">
            <UntrustedText text={delivery.failure} />
          </small>
        ) : null}
      </div>
      {ended ? (
        <ActionButton size="sm" refusal={refusal} busy={busy ? "Sending…" : null} onClick={onRetry}>
          Send again
        </ActionButton>
      ) : null}
    </li>
  )
}

function Word({ delivery }: { delivery: DeliveryDto }) {
  const hop = hops[delivery.channel]
  switch (delivery.state) {
    case "queued":
      return delivery.attempts > 0 ? `waits for try ${delivery.attempts + 1}` : "waits to be sent"
    case "sending":
      return `being sent to ${hop}`
    case "accepted":
      return (
        <>
          {delivery.channel === "drill_inbox" ? "in" : "accepted by"} {hop}
          {delivery.acceptedAt ? (
            <>
              {" "}
              <UtcTime iso={delivery.acceptedAt} />
            </>
          ) : null}
          {delivery.channel === "drill_inbox" ? "" : "; whether it was read is not known"}
        </>
      )
    case "failed":
      return `not taken by ${hop}`
    case "in_doubt":
      return "in doubt: it may have arrived"
  }
}
