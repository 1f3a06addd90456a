"use client"

import { useQuery } from "@tanstack/react-query"
import { CopyAs } from "@/components/damage/copy-as"
import { By } from "@/components/damage/damage-row"
import { EffectTable } from "@/components/damage/effect-table"
import { EffectWord } from "@/components/damage/effect-word"
import { OptionFacts } from "@/components/damage/option-facts"
import { WayBack } from "@/components/damage/way-back"
import { LoadingRows } from "@/components/patterns/loading-rows"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { ButtonLink } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { effectsQuery, effectsSearch } from "@/lib/assessment/queries"
import { sayType } from "@/lib/damage/say-type"
import type { DamageDto } from "@/lib/damage/schema"
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
