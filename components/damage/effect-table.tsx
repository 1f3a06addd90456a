"use client"

import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { Glyph } from "@/components/steps/state-glyph"
import { type EffectDto, gradeWords } from "@/lib/assessment/schema"
import { apiPaths } from "@/lib/paths"

/** Calls of the agent: outcome, what, on what, by which identity, with event id and evidence. */
export function EffectTable({
  reference,
  effects,
  caption,
}: {
  reference: string
  effects: readonly EffectDto[]
  caption: string
}) {
  return (
    <table className="ruled ruled-stack">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className="w-[84px]">
            Time
          </th>
          <th scope="col" className="w-[112px]">
            Outcome
          </th>
          <th scope="col">Call</th>
          <th scope="col">On</th>
          <th scope="col">By</th>
          <th scope="col">Record</th>
        </tr>
      </thead>
      <tbody>
        {effects.map((effect) => (
          <EffectRow key={`${effect.source}${effect.eventId}`} reference={reference} effect={effect} />
        ))}
      </tbody>
    </table>
  )
}

function EffectRow({ reference, effect }: { reference: string; effect: EffectDto }) {
  return (
    <tr>
      <td>
        <UtcTime iso={effect.occurredAt} />
      </td>
      <td>
        <Outcome effect={effect} />
      </td>
      <th scope="row">
        <UntrustedText text={effect.action} mono className="font-medium" />
        <small>
          {gradeWords[effect.grade as 0 | 1 | 2 | 3 | 4] ?? `grade ${effect.grade}`}
          {effect.gradeReason ? (
            <>
              : <UntrustedText text={effect.gradeReason} />
            </>
          ) : null}
        </small>
      </th>
      <td>
        <UntrustedText text={effect.resourceName || effect.resource || "the account"} mono max={60} />
        {effect.item ? (
          <small>
            <UntrustedText text={effect.item} mono max={90} className="break-all" />
          </small>
        ) : null}
      </td>
      <td>
        {effect.identity ? (
          <UntrustedText text={effect.identity.split("/").slice(-2).join("/")} mono max={44} />
        ) : (
          "actor unknown"
        )}
        <small>
          {effect.agentMark ? <UntrustedText text={`says it is ${effect.agentMark}`} max={40} /> : null}
        </small>
      </td>
      <td className="text-12">
        <Record reference={reference} effect={effect} />
      </td>
    </tr>
  )
}

function Outcome({ effect }: { effect: EffectDto }) {
  if (effect.outcome === "succeeded")
    return (
      <span
        className={`inline-flex gap-1.5 whitespace-nowrap font-semibold ${effect.grade >= 2 ? "text-agent" : ""}`}
      >
        <Glyph>
          <rect x="1.6" y="2.6" width="12.8" height="10.8" rx="1" />
          <path d="m4.2 6 2 2-2 2M8.4 10.4h3" />
        </Glyph>
        Succeeded
      </span>
    )
  return (
    <span className="inline-flex gap-1.5">
      <Glyph>
        <rect x="1.6" y="2.6" width="12.8" height="10.8" rx="1" strokeDasharray="2 1.8" />
        <path d="m5.6 5.8 4.6 4.6M10.2 5.8l-4.6 4.6" />
      </Glyph>
      <span>
        {effect.outcome === "denied" ? "Denied" : "Failed"}
        {effect.errorCode ? (
          <small>
            <UntrustedText text={effect.errorCode} max={40} />
          </small>
        ) : null}
      </span>
    </span>
  )
}

function Record({ reference, effect }: { reference: string; effect: EffectDto }) {
  return (
    <details>
      <summary className="min-h-6 whitespace-nowrap text-ink-2">
        <UntrustedText text={effect.eventId} mono max={12} />
      </summary>
      <dl className="mt-1 grid gap-1">
        <Fact name="Event" value={effect.eventId} />
        <Fact name="Source" value={[effect.source, effect.region].filter(Boolean).join(", ")} />
        <Fact name="Request" value={effect.requestId} />
        <Fact name="Identity" value={effect.identity} />
        <Fact name="From" value={effect.sourceAddress} />
        <Fact name="Client" value={effect.userAgent} />
        <Fact name="Error" value={effect.errorMessage} />
      </dl>
      {effect.evidenceSha256 ? (
        <a href={apiPaths.evidenceFile(reference, effect.evidenceSha256)} download className="underline">
          Evidence {effect.evidenceSha256.slice(0, 12)}
        </a>
      ) : (
        <span className="text-ink-2">no evidence file</span>
      )}
    </details>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  if (!value) return null
  return (
    <div>
      <dt className="inline text-ink-3">{name} </dt>
      <dd className="inline">
        <UntrustedText text={value} mono className="break-all" />
      </dd>
    </div>
  )
}
