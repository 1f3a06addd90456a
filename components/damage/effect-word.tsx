import { UntrustedText } from "@/components/patterns/untrusted-text"
import { gradeWords } from "@/lib/assessment/schema"
import type { DamageDto, DamageEffect } from "@/lib/damage/schema"

const words: Record<DamageEffect, string> = {
  purged: "Purged",
  deleted: "Deleted",
  overwritten: "Overwritten",
  exposed: "Exposed",
  changed: "Changed",
  created: "Created",
  claimed: "Claimed",
}

/** What was done to a resource, with its grade in words and the count behind it. */
export function EffectWord({ damage }: { damage: DamageDto }) {
  const grade = gradeWords[damage.grade as 0 | 1 | 2 | 3 | 4] ?? `grade ${damage.grade}`
  return (
    <>
      <span className={damage.effect === "claimed" ? "font-semibold" : "font-semibold text-agent"}>
        {words[damage.effect]}
      </span>
      <span className="text-12 text-ink-2">, {grade}</span>
      <small className="block text-12 text-ink-2">
        <UntrustedText text={damage.statement} />
      </small>
    </>
  )
}
