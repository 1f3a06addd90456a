import { UntrustedText } from "@/components/patterns/untrusted-text"
import type { PlanDto } from "@/lib/plans/schema"

/** What no action of a plan does: what is never contained, and what a person does by hand, with the way there. */
export function ManualSteps({ plans }: { plans: readonly Pick<PlanDto, "refused" | "manual">[] }) {
  const refused = unique(
    plans.flatMap((plan) => plan.refused),
    (each) => each.credentialId,
  )
  const manual = unique(
    plans.flatMap((plan) => plan.manual),
    (each) => `${each.credentialId} ${each.title}`,
  )
  if (refused.length + manual.length === 0) return null
  return (
    <ul className="grid gap-1.5 border-t px-3.5 py-2.5 text-13">
      {refused.map((each) => (
        <li key={each.credentialId}>
          Not contained: <UntrustedText text={each.label} className="font-medium" />.{" "}
          <UntrustedText text={each.reason} />
        </li>
      ))}
      {manual.map((each) => (
        <li key={`${each.credentialId}${each.title}`}>
          By hand: <UntrustedText text={each.title} className="font-medium" />.{" "}
          <UntrustedText text={each.instructions} />{" "}
          {each.link?.startsWith("https://") ? (
            <a href={each.link} target="_blank" rel="noreferrer" className="underline">
              Open the console
            </a>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function unique<T>(list: readonly T[], key: (each: T) => string): T[] {
  return [...new Map(list.map((each) => [key(each), each])).values()]
}
