"use client"

import Link from "next/link"
import { ActionButton } from "@/components/patterns/action-button"
import { Countdown } from "@/components/patterns/countdown"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useNow } from "@/components/patterns/use-now"
import { StateWord } from "@/components/steps/state-word"
import { Tag } from "@/components/ui/tag"
import { containable, type Lane } from "@/lib/assessment/arrange-lanes"
import { credentialKindTitle } from "@/lib/connectors/definitions"
import { formatCount } from "@/lib/format"
import { paths } from "@/lib/paths"
import { type StepState, stepStates } from "@/lib/plans/policy"

type Props = {
  lane: Lane
  reference: string
  serverNow: string
  refusal: string | null
  busy: boolean
  onContain: (credentialId: string) => void
}

/** One identity in words: where it came from, what it did, whether it is cut, and the press that cuts it. */
export function IdentityRow({ lane, reference, serverNow, refusal, busy, onContain }: Props) {
  const { identity, from } = lane
  const open = containable(lane)
  return (
    <tr>
      <th scope="row">
        <UntrustedText text={identity.label} mono className="font-medium" />{" "}
        {identity.agentMark ? (
          <Tag className="text-agent">
            <UntrustedText text={identity.agentMark} max={24} />
          </Tag>
        ) : null}
        <small>
          {credentialKindTitle(identity.kind)}
          {identity.identifier === identity.label ? null : (
            <>
              , <UntrustedText text={identity.identifier} mono className="break-all" />
            </>
          )}
        </small>
      </th>
      <td data-label="Got from">
        {from ? (
          <UntrustedText text={from} mono max={40} />
        ) : identity.via ? (
          "not seen by whom"
        ) : (
          "where we started"
        )}
        {identity.via ? (
          <small>
            by <UntrustedText text={identity.via} max={80} />
          </small>
        ) : null}
      </td>
      <td data-label="Seen">
        {identity.firstSeenAt && identity.lastSeenAt ? (
          <>
            <span className="whitespace-nowrap">
              <UtcTime iso={identity.firstSeenAt} /> to <UtcTime iso={identity.lastSeenAt} />
            </span>
            {identity.lastSuccessAt ? (
              <small>
                last success <UtcTime iso={identity.lastSuccessAt} />
              </small>
            ) : (
              <small>no success seen</small>
            )}
          </>
        ) : (
          "no call seen"
        )}
      </td>
      <td data-label="Calls">
        <span className="machine">{formatCount(identity.succeeded)}</span> succeeded
        <small>
          {formatCount(identity.destructive)} destructive, {formatCount(identity.denied)} denied
        </small>
      </td>
      <td data-label="Cut">
        <Cut lane={lane} serverNow={serverNow} />
      </td>
      <td>
        {open ? (
          <ActionButton
            size="sm"
            className="whitespace-nowrap"
            refusal={refusal}
            busy={busy ? "Sending…" : null}
            onClick={() => onContain(open)}
          >
            Contain it
          </ActionButton>
        ) : identity.kind === "aws.secret" || lane.credentialId === null ? (
          <Link href={paths.containment(reference)} className="text-12 underline">
            {identity.kind === "aws.secret" ? "Rotate it, then state it" : "Add its credential"}
          </Link>
        ) : null}
      </td>
    </tr>
  )
}

function Cut({ lane, serverNow }: { lane: Lane; serverNow: string }) {
  const { cut, cutThrough, identity, credentialId } = lane
  const now = useNow(serverNow)
  const through = cutThrough ? (
    <>
      {" "}
      through <UntrustedText text={cutThrough} max={32} />
    </>
  ) : null
  const alive = identity.expiresAt && Date.parse(identity.expiresAt) > now && !cut?.provenAt
  const expiry = alive ? (
    <span className="block">
      expires by itself in <Countdown to={identity.expiresAt ?? ""} now={serverNow} />
    </span>
  ) : null
  if (!cut)
    return (
      <StateWord state="planned" word={credentialId ? "Not asked for" : "Nothing cuts it"}>
        {through}
        {expiry}
      </StateWord>
    )
  return (
    <StateWord state={asState(cut.stepState)}>
      {cut.provenAt ? <UtcTime iso={cut.provenAt} /> : cut.appliedAt ? <UtcTime iso={cut.appliedAt} /> : null}
      {through}
      {expiry}
    </StateWord>
  )
}

function asState(state: string): StepState {
  return stepStates.find((each) => each === state) ?? "in_doubt"
}
