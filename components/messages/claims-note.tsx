"use client"

import { UntrustedText } from "@/components/patterns/untrusted-text"
import { TextArea } from "@/components/ui/field"
import { formatPlural } from "@/lib/format"

/** Sentences that claim more than is proven, and the way to state them all the same. */
export function ClaimsNote({
  claims,
  reason,
  onReason,
}: {
  claims: string[]
  reason: string
  onReason: (reason: string) => void
}) {
  if (claims.length === 0) return null
  return (
    <div role="alert" className="grid gap-2 rounded-2 border border-agent bg-agent-tint px-3 py-2.5 text-13">
      <p className="font-semibold">
        {formatPlural(claims.length, "sentence")} {claims.length === 1 ? "claims" : "claim"} that access is
        gone. That is not proven.
      </p>
      <ul className="list-disc pl-5">
        {claims.map((claim) => (
          <li key={claim}>
            “<UntrustedText text={claim} />”
          </li>
        ))}
      </ul>
      <TextArea
        label="Why you state it without proof"
        optional
        rows={2}
        maxLength={500}
        value={reason}
        help="Change the text, or give a reason: then the message itself says that you state it."
        onChange={(event) => onReason(event.target.value)}
      />
    </div>
  )
}
