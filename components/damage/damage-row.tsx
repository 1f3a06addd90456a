"use client"

import { EffectWord } from "@/components/damage/effect-word"
import { WayBack } from "@/components/damage/way-back"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { sayType } from "@/lib/damage/say-type"
import type { DamageDto } from "@/lib/damage/schema"

type Props = { damage: DamageDto; serverNow: string; onOpen: () => void }

/** One damaged resource: what happened to it, by whom, when, and the way back. */
export function DamageRow({ damage, serverNow, onOpen }: Props) {
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          onClick={onOpen}
          className="min-h-6 text-left underline decoration-control underline-offset-[3px] hover:decoration-current"
        >
          <UntrustedText text={damage.name} mono className="font-medium" />
        </button>
        <small>
          {sayType(damage.resourceType)}
          {damage.region ? ` · ${damage.region}` : ""}
        </small>
      </th>
      <td>
        <EffectWord damage={damage} />
      </td>
      <td data-label="By">
        <By damage={damage} />
      </td>
      <td data-label="First">{damage.firstAt ? <UtcTime iso={damage.firstAt} /> : "not known"}</td>
      <td data-label="Last">{damage.lastAt ? <UtcTime iso={damage.lastAt} /> : "not known"}</td>
      <td>
        <WayBack damage={damage} serverNow={serverNow} />
      </td>
    </tr>
  )
}

/** Who did it; an unknown actor is said, in full ink. */
export function By({ damage }: { damage: DamageDto }) {
  return (
    <>
      {damage.by.map((label) => (
        <UntrustedText key={label} text={label} mono className="block" max={48} />
      ))}
      {damage.actor === "known" ? null : (
        <span className="block text-ink">
          {damage.actor === "unknown" ? "Actor unknown" : "and some by an unknown actor"}
        </span>
      )}
    </>
  )
}
