"use client"

import { useQuery } from "@tanstack/react-query"
import { UserCheck } from "lucide-react"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { Button } from "@/components/ui/button"
import { meQuery } from "@/lib/auth/queries"
import type { HandOverDto, IncidentDto } from "@/lib/incidents/schema"
import { apiPaths } from "@/lib/paths"

/** Loud for whom a role is offered to, on every page of the incident, until it is answered. */
export function OfferNote({ incident }: { incident: IncidentDto }) {
  const { data: me } = useQuery(meQuery())
  const mine = me?.userId ? incident.handOvers.filter((offer) => offer.toUserId === me.userId) : []
  return mine.map((offer) => <Offer key={offer.id} incident={incident} offer={offer} />)
}

function Offer({ incident, offer }: { incident: IncidentDto; offer: HandOverDto }) {
  const send = useSend<{ handOverId: string; accept: boolean }>({
    path: `${apiPaths.incident(incident.reference)}/roles/answer`,
    stale: [["incident", incident.reference], ["incidents"]],
  })
  const role = offer.role === "commander" ? "command" : offer.role
  const answer = (accept: boolean) => !send.isPending && send.mutate({ handOverId: offer.id, accept })
  return (
    <div
      role="alert"
      className="mb-3 grid grid-cols-[20px_1fr_auto] items-center gap-x-3 gap-y-2 rounded-2 bg-ink px-4 py-3 text-14 text-well max-sm:grid-cols-[20px_1fr]"
    >
      <UserCheck aria-hidden="true" className="size-5" strokeWidth={1.5} />
      <div className="min-w-0">
        <strong>
          {offer.from ? <UntrustedText text={offer.from} max={60} /> : "The commander"} offers you {role}.
        </strong>{" "}
        {offer.from ? "They hold it until you accept." : "Nobody holds it until you accept."} Offered at{" "}
        <UtcTime iso={offer.offeredAt} />.
        {offer.note ? (
          <p className="mt-0.5">
            “<UntrustedText text={offer.note} />”
          </p>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2 max-sm:col-start-2">
        <Button size="lg" tone="inverse" aria-busy={send.isPending} onClick={() => answer(true)}>
          Accept {role}
        </Button>
        <Button size="lg" tone="inverse" aria-busy={send.isPending} onClick={() => answer(false)}>
          Decline
        </Button>
      </div>
      <div className="col-span-full text-ink empty:hidden">
        <ProblemNote error={send.error} />
      </div>
    </div>
  )
}
