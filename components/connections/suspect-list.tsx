"use client"

import Link from "next/link"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useRefusal } from "@/components/patterns/use-refusal"
import { useSend } from "@/components/patterns/use-send"
import { SelectField } from "@/components/ui/field"
import { Tag } from "@/components/ui/tag"
import { connectionPaths } from "@/lib/connections/queries"
import type { ContainSuspectDto, ContainSuspectInput, SuspectsDto } from "@/lib/connections/schema"
import { credentialKindTitle } from "@/lib/connectors/definitions"
import { formatCount, formatPlural } from "@/lib/format"
import { paths } from "@/lib/paths"

const windows = [
  { minutes: 15, title: "the last 15 minutes" },
  { minutes: 60, title: "the last hour" },
  { minutes: 240, title: "the last 4 hours" },
  { minutes: 1440, title: "the last 24 hours" },
]

type Suspect = SuspectsDto["suspects"][number]
type Props = {
  connectionId: string
  /** The open incident to use; null: one is declared, or a drill's own is used. */
  reference: string | null
  isRange: boolean
  /** Whether the first press may be the one yellow thing of the screen. */
  yellow?: boolean
}

/** Who acted in a window, worst first; one press registers and contains one. */
export function SuspectList({ connectionId, reference, isRange, yellow = false }: Props) {
  const [minutes, setMinutes] = useState(60)
  const refused = useRefusal("connection.check")
  const look = useSend<{ minutes: number }, SuspectsDto>({ path: connectionPaths.suspects(connectionId) })
  return (
    <div className="grid gap-3 p-3.5">
      <div className="flex flex-wrap items-end gap-2">
        <SelectField
          label="Window"
          value={minutes}
          onChange={(event) => setMinutes(Number(event.target.value))}
        >
          {windows.map((each) => (
            <option key={each.minutes} value={each.minutes}>
              {each.title}
            </option>
          ))}
        </SelectField>
        <ActionButton
          refusal={refused}
          busy={look.isPending ? "Reading the event history…" : null}
          onClick={() => look.mutate({ minutes })}
        >
          {look.data ? "Look again" : "Look"}
        </ActionButton>
      </div>
      <ProblemNote error={look.error} />
      {look.data ? (
        <Answer key={look.data.to} {...{ connectionId, reference, isRange, yellow }} answer={look.data} />
      ) : null}
    </div>
  )
}

function Answer({ answer, connectionId, reference, isRange, yellow }: Props & { answer: SuspectsDto }) {
  const router = useRouter()
  const refused = useRefusal("agent.edit")
  const [key] = useState(() => crypto.randomUUID())
  const contain = useSend<Suspect, ContainSuspectDto>({
    path: connectionPaths.contain(connectionId),
    headers: { "idempotency-key": key },
    body: ({ credential, agentMark }) =>
      ({ credential, agentKind: agentMark, reference }) satisfies ContainSuspectInput,
    stale: [["incidents"], ["agents"], ["connections"], ...(reference ? [["incident", reference]] : [])],
    onSuccess: ({ problem, reference: at }) => {
      if (!problem) router.push(paths.containment(at))
    },
  })
  const pressed = contain.variables?.credential.identifier
  const under = contain.isPending || (contain.isSuccess && !contain.data.problem)
  const first = answer.suspects.find((each) => each.refusal === null)
  return (
    <div className="grid gap-3" aria-live="polite">
      {answer.coverage.every((source) => source.failure) ? (
        <EmptyState title="Nothing could be read">
          Who acted is not known. Check the connection, or look at the account itself.
        </EmptyState>
      ) : answer.suspects.length === 0 ? (
        <EmptyState title="Nobody was seen to change or break anything">
          Between <UtcTime iso={answer.from} /> and <UtcTime iso={answer.to} />, as far as the sources below
          have delivered. That is no proof that nobody did.
        </EmptyState>
      ) : (
        <ul className="-mx-3.5 border-y">
          {answer.suspects.map((suspect) => (
            <li
              key={suspect.credential.identifier}
              className="grid gap-x-4 gap-y-1.5 border-t px-3.5 py-2.5 text-13 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_auto]"
            >
              <SuspectFacts suspect={suspect} />
              <span className="flex flex-col items-start gap-1 sm:items-end">
                <ActionButton
                  tone={yellow && suspect === first ? "move" : "plain"}
                  refusal={refused ?? (suspect.refusal ? "never contained" : null)}
                  busy={under && pressed === suspect.credential.identifier ? "Containing…" : null}
                  onClick={() => {
                    if (!under) contain.mutate(suspect)
                  }}
                >
                  {wordFor(suspect, { reference, isRange })}
                </ActionButton>
              </span>
            </li>
          ))}
        </ul>
      )}
      <ProblemNote error={contain.error} />
      {contain.data?.problem ? (
        <div role="alert" className="rounded-2 border border-agent bg-agent-tint px-3 py-2 text-13">
          <p>
            <Link href={paths.containment(contain.data.reference)} className="font-semibold underline">
              {contain.data.reference}
            </Link>{" "}
            {contain.data.declared ? "was declared" : "is open"}, but the containment did not start.
          </p>
          <p>
            <UntrustedText text={contain.data.problem} />
          </p>
        </div>
      ) : null}
      <Coverage answer={answer} />
    </div>
  )
}

function wordFor(suspect: Suspect, { reference, isRange }: Pick<Props, "reference" | "isRange">): string {
  if (reference) return "Contain it here"
  if (isRange) return "Contain it in its drill"
  return suspect.registered ? "Declare and contain" : "Register, declare, contain"
}

function SuspectFacts({ suspect }: { suspect: Suspect }) {
  const { credential, destructive, succeeded, denied, agentMark, lastAt, examples } = suspect
  return (
    <div className="grid min-w-0 gap-0.5">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <UntrustedText text={credential.label || credential.identifier} className="font-semibold" />
        {agentMark ? (
          <Tag className="text-agent">
            says it is <UntrustedText text={agentMark} />
          </Tag>
        ) : null}
        {suspect.registered ? (
          <Link href={paths.agent(suspect.registered.agentId)} className="text-12 underline">
            registered as <UntrustedText text={suspect.registered.agentName} />
          </Link>
        ) : null}
      </span>
      <span className="text-12 text-ink-2">
        {credentialKindTitle(credential.kind)}{" "}
        <UntrustedText text={credential.identifier} mono className="break-all" />
      </span>
      <span className="text-12">
        <strong className="machine">{formatCount(destructive)}</strong> destroyed or widened access,{" "}
        {formatPlural(succeeded, "change")} in all, <span className="machine">{formatCount(denied)}</span>{" "}
        refused
        {lastAt ? (
          <>
            , last at <UtcTime iso={lastAt} />
          </>
        ) : null}
      </span>
      {examples.length > 0 ? (
        <UntrustedText text={examples.join(", ")} mono className="text-12 text-ink-2" />
      ) : null}
      {suspect.refusal ? (
        <span className="text-12">
          <UntrustedText text={suspect.refusal} />
        </span>
      ) : null}
    </div>
  )
}

/** What was read and what it cannot show: nobody on the list is not nobody at all. */
function Coverage({ answer }: { answer: SuspectsDto }) {
  const blind = [...new Set(answer.coverage.flatMap((source) => source.cannotSee))]
  const failed = answer.coverage.filter((source) => source.failure)
  return (
    <div className="grid gap-1 text-12 text-ink-2">
      {failed.map((source) => (
        <p key={source.scope} className="text-agent">
          <UntrustedText text={source.label} />: <UntrustedText text={source.failure} />
        </p>
      ))}
      <p>
        Read:{" "}
        {answer.coverage
          .filter((source) => !source.failure)
          .map((source) => source.label)
          .join(", ") || "nothing"}
        . {answer.coverage[0]?.latenessNote} What a program says of itself can be false.
      </p>
      {blind.length > 0 ? (
        <p>
          Not seen: <UntrustedText text={blind.join(" ")} />
        </p>
      ) : null}
    </div>
  )
}
