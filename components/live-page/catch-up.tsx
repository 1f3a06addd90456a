import type { ReactNode } from "react"
import { Panel } from "@/components/patterns/panel"
import { UtcDateTime, UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { StateGlyph } from "@/components/steps/state-glyph"
import { stepLooks } from "@/components/steps/step-look"
import { formatPlural } from "@/lib/format"
import { incidentRoles } from "@/lib/incidents/policy"
import type { LiveDto } from "@/lib/live/schema"

/** For who comes late: what happened, what is cut off and what is not, who does what. From facts alone. */
export function CatchUp({ data }: { data: LiveDto }) {
  const { credentials } = data.containment
  const proven = credentials.filter((c) => c.certainty === "proven")
  const open = credentials.filter((c) => c.certainty !== "proven")
  return (
    <Panel
      title="Just joined?"
      aside={
        <>
          from facts, as of <UtcTime iso={data.serverNow} />
        </>
      }
    >
      <dl className="grid grid-cols-[132px_1fr] text-14 max-sm:grid-cols-1">
        <Row title="What happened">
          <WhatHappened data={data} />
        </Row>
        <Row title="Contained">
          {proven.length === 0 ? "Nothing is proven dead yet." : <CredentialWords credentials={proven} />}
        </Row>
        <Row title="Not contained">
          {open.length > 0 ? (
            <CredentialWords credentials={open} />
          ) : credentials.length === 0 ? (
            "Not known: no credential of the agent is identified yet."
          ) : (
            "Every known credential is proven dead. One that is not known yet is not counted."
          )}
        </Row>
        <Row title="First steps">
          <ul className="grid gap-0.5">
            {data.firstSteps.map((step) => (
              <li key={step.kind}>
                {step.title}: {stepWords[step.state]}
                {step.state === "stated" ? (
                  <span className="text-ink-2">
                    {" "}
                    by <UntrustedText text={step.by ?? "somebody"} max={60} />, no proof
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
        </Row>
        <Row title="Who">
          {incidentRoles.map((role, i) => {
            const holder = data.responders.find((r) => r.role === role)
            return (
              <span key={role}>
                {i > 0 ? " · " : ""}
                <span className="text-ink-2">{role}</span>{" "}
                {holder ? <UntrustedText text={holder.name} max={60} /> : "open"}
              </span>
            )
          })}
        </Row>
        {data.workaround ? (
          <Row title="What you can do">
            {data.workaround.split("\n").map((line, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text do not move
              <span key={i} className="block">
                <UntrustedText text={line} />
              </span>
            ))}
          </Row>
        ) : null}
      </dl>
    </Panel>
  )
}

const stepWords = { open: "open", under_way: "under way", done: "done", stated: "stated" }

function Row({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="contents [&:first-child>*]:border-t-0">
      <dt className="border-t px-3.5 pt-2.5 pb-2.5 text-13 text-ink-2 max-sm:pb-0">{title}</dt>
      <dd className="min-w-0 border-t px-3.5 py-2.5 leading-normal max-sm:border-t-0 max-sm:pt-0.5">
        {children}
      </dd>
    </div>
  )
}

function WhatHappened({ data }: { data: LiveDto }) {
  const { agent, damage } = data
  const who = [agent.kind, agent.version].filter(Boolean).join(" ")
  return (
    <>
      <span className="block">
        <UntrustedText text={who || "An AI agent"} max={80} />
        {agent.instruction ? (
          <>
            , asked to “<UntrustedText text={agent.instruction.replaceAll("\n", " ")} max={240} />”
          </>
        ) : null}
        , acted with our credentials. Declared <UtcDateTime iso={data.declaredAt} />.
      </span>
      <span className="block">
        {damage.resources > 0
          ? `${formatPlural(damage.resources, "damaged resource")} known.`
          : damage.assessed
            ? "No damaged resource is seen in what was read so far."
            : "What it did is not known yet: no audit log has been read."}
      </span>
    </>
  )
}

function CredentialWords({ credentials }: { credentials: LiveDto["containment"]["credentials"] }) {
  return (
    <ul className="grid gap-0.5">
      {credentials.map((credential, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two credentials may have the same shortened label
        <li key={i} className="grid grid-cols-[16px_1fr] gap-x-2">
          <StateGlyph state={credential.state} className={`mt-1 ${colorOf(credential)}`} />
          <span className="min-w-0">
            <UntrustedText text={credential.label} max={80} />:{" "}
            <strong className={`font-semibold ${colorOf(credential)}`}>
              {certaintyWords[credential.certainty]}
            </strong>
          </span>
        </li>
      ))}
    </ul>
  )
}

/** What can still act is the agent's, never grey. */
function colorOf({ certainty, state }: LiveDto["containment"]["credentials"][number]): string {
  return certainty === "not_started" ? "text-agent" : stepLooks[state].color
}

const certaintyWords: Record<LiveDto["containment"]["credentials"][number]["certainty"], string> = {
  proven: "proven dead",
  applied: "applied, not proven",
  under_way: "asked for, not proven",
  not_started: "can still act; nothing asked for yet",
  in_doubt: "in doubt",
  failed: "failed; it can still act",
  unverifiable: "cannot be proven",
  stated: "stated, no proof",
}
