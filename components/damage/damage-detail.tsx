"use client"

import { useQuery } from "@tanstack/react-query"
import { By } from "@/components/damage/damage-row"
import { EffectTable } from "@/components/damage/effect-table"
import { EffectWord } from "@/components/damage/effect-word"
import { OptionFacts } from "@/components/damage/option-facts"
import { WayBack } from "@/components/damage/way-back"
import { CopyButton } from "@/components/patterns/copy-button"
import { LoadingRows } from "@/components/patterns/loading-rows"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { ButtonLink } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { effectsQuery, effectsSearch } from "@/lib/assessment/queries"
import { connectorDefinitions } from "@/lib/connectors/definitions"
import { findAction } from "@/lib/connectors/find-action"
import { chooseOption } from "@/lib/damage/choose-option"
import { sayType } from "@/lib/damage/say-type"
import type { DamageDto, RestoreOptionDto } from "@/lib/damage/schema"
import { formatCount } from "@/lib/format"
import { apiPaths, paths } from "@/lib/paths"

type Props = { reference: string; damage: DamageDto; serverNow: string; onClose: () => void }

const rows = 25

/** All that is known of one damage: what was done, why it is graded so, every call on it, and each way back. */
export function DamageDetail({ reference, damage, serverNow, onClose }: Props) {
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={<UntrustedText text={damage.name} mono />}
      description={
        <>
          {sayType(damage.resourceType)}
          {damage.region ? ` in ${damage.region}` : ""}, <UntrustedText text={damage.connectionName} />
        </>
      }
    >
      <div className="grid gap-5 text-13">
        <CopyAs reference={reference} damage={damage} />
        <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
          <Fact name="What happened">
            <EffectWord damage={damage} />
            {damage.detail.reasons.map((reason) => (
              <span key={reason} className="block text-12 text-ink-2">
                <UntrustedText text={reason} />
              </span>
            ))}
          </Fact>
          <Fact name="By">
            <By damage={damage} />
          </Fact>
          <Fact name="First, last">
            {damage.firstAt ? <UtcDateTime iso={damage.firstAt} className="block" /> : "not known"}
            {damage.lastAt ? <UtcDateTime iso={damage.lastAt} className="block" /> : null}
          </Fact>
          <Fact name="Calls">
            {formatCount(damage.succeeded)} succeeded, {formatCount(damage.denied)} denied
          </Fact>
          <Fact name="Recovery">
            <WayBack damage={damage} serverNow={serverNow} />
          </Fact>
        </dl>
        <section aria-labelledby="ways-back" className="grid gap-2">
          <h3 id="ways-back" className="font-semibold text-14">
            Ways back
          </h3>
          {damage.options.length === 0 ? (
            <p className="text-ink-2">
              {damage.optionsState === "looked"
                ? "No action of ours brings this kind of resource back. Restore it by hand or from code."
                : "They have not been looked for to the end yet."}
            </p>
          ) : (
            damage.options.map((option) => (
              <OptionFacts key={option.id} option={option} serverNow={serverNow} />
            ))
          )}
          <ButtonLink
            size="sm"
            className="justify-self-start"
            href={`${paths.recovery(reference)}#damage-${damage.id}`}
          >
            Open recovery
          </ButtonLink>
        </section>
        <Effects reference={reference} damage={damage} />
      </div>
    </Dialog>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-12 text-ink-2">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** ARN, the restore by hand, and the address of this view. */
export function CopyAs({ reference, damage }: { reference: string; damage: DamageDto }) {
  const command = commandOf(chooseOption(damage), reference)
  const link = `${paths.damage(reference)}?damage=${damage.id}`
  return (
    <div className="flex flex-wrap gap-2">
      <CopyButton text={damage.resource}>{damage.resource.startsWith("arn:") ? "ARN" : "Name"}</CopyButton>
      {command ? <CopyButton text={command}>Restore command</CopyButton> : null}
      <CopyButton text={typeof location === "undefined" ? link : `${location.origin}${link}`}>
        Permalink
      </CopyButton>
    </div>
  )
}

/** The same restore by hand, as its action says; empty when no action knows the input. */
export function commandOf(option: RestoreOptionDto | null, reference: string): string {
  const action = option ? findAction(connectorDefinitions, option.action) : undefined
  const input = option ? action?.input.safeParse(option.input) : undefined
  return action && input?.success ? action.commands(input.data, reference).join("\n") : ""
}

function Effects({ reference, damage }: { reference: string; damage: DamageDto }) {
  const filter = { resource: damage.resource, order: "oldest", limit: rows } as const
  const { data, error, isPending } = useQuery(effectsQuery(reference, filter))
  return (
    <section aria-labelledby="calls-on-it" className="grid gap-2">
      <h3 id="calls-on-it" className="font-semibold text-14">
        Calls on it
      </h3>
      <ProblemNote error={error} />
      {isPending ? <LoadingRows what="its effects" /> : null}
      {data && data.effects.length === 0 ? (
        <p className="text-ink-2">No call on it is kept: it is known from a listing of its versions only.</p>
      ) : null}
      {data && data.effects.length > 0 ? (
        <>
          <div className="-mx-4">
            <EffectTable reference={reference} effects={data.effects} caption="Calls on this resource" />
          </div>
          <p className="flex flex-wrap gap-3 text-12 text-ink-2">
            <span>
              Oldest {formatCount(data.effects.length)} of {formatCount(data.total)}.
            </span>
            <a
              href={`${paths.damage(reference)}?resource=${encodeURIComponent(damage.resource)}#effects`}
              className="underline"
            >
              All of them
            </a>
            <a
              href={`${apiPaths.effects(reference)}${effectsSearch({ resource: damage.resource, format: "csv" })}`}
              download
              className="underline"
            >
              Download as CSV
            </a>
          </p>
        </>
      ) : null}
    </section>
  )
}
