"use client"

import { OptionLine } from "@/components/damage/way-back"
import { Countdown } from "@/components/patterns/countdown"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { Glyph } from "@/components/steps/state-glyph"
import { cn } from "@/components/ui/cn"
import type { PreflightCheckDto, RestoreOptionDto } from "@/lib/damage/schema"
import { formatPlural } from "@/lib/format"

/** One way back, or why it is none: what returns, what is lost, until when, and what was checked beforehand. */
export function OptionFacts({ option, serverNow }: { option: RestoreOptionDto; serverNow: string }) {
  return (
    <div className="rounded-2 border px-3 py-2">
      <p className={cn("font-semibold", !option.available && "text-agent")}>
        <UntrustedText text={option.method} />
        {option.available ? null : ": no way back"}
      </p>
      {option.available ? (
        <p className="text-12 text-ink-2">
          <OptionLine option={option} />
        </p>
      ) : (
        <p className="text-12">
          <UntrustedText text={option.reason} />
        </p>
      )}
      {option.expiresAt ? (
        <p className="text-12 text-move-ink">
          Closes by itself <UtcDateTime iso={option.expiresAt} />, in{" "}
          <Countdown to={option.expiresAt} now={serverNow} overdue="overdue by" />
        </p>
      ) : null}
      <Preflight checks={option.preflight} />
      <p className="mt-1 text-12 text-ink-3">
        Looked at <UtcDateTime iso={option.computedAt} />
      </p>
    </div>
  )
}

const looks: Record<PreflightCheckDto["outcome"], { word: string; color: string }> = {
  failed: { word: "fails", color: "text-agent" },
  unknown: { word: "cannot be known", color: "text-ink" },
  passed: { word: "passes", color: "text-ink-2" },
}

/** What was checked before the press: what fails or cannot be known in full, what passes on request. */
function Preflight({ checks }: { checks: readonly PreflightCheckDto[] }) {
  const passed = checks.filter((check) => check.outcome === "passed")
  const open = checks.filter((check) => check.outcome !== "passed")
  return (
    <div className="mt-1.5 grid gap-1 text-12">
      <CheckList checks={open.toSorted((a, b) => a.outcome.localeCompare(b.outcome))} />
      {passed.length > 0 ? (
        <details>
          <summary className="min-h-6 text-ink-2">
            {formatPlural(passed.length, "check passes", "checks pass")}
          </summary>
          <CheckList checks={passed} />
        </details>
      ) : null}
    </div>
  )
}

function CheckList({ checks }: { checks: readonly PreflightCheckDto[] }) {
  if (checks.length === 0) return null
  return (
    <ul className="grid gap-1">
      {checks.map((check) => (
        <li key={check.name} className={cn("flex gap-1.5", looks[check.outcome].color)}>
          <CheckGlyph outcome={check.outcome} />
          <span>
            <UntrustedText text={check.name} className="font-medium" /> {looks[check.outcome].word}:{" "}
            <UntrustedText text={check.statement} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function CheckGlyph({ outcome }: { outcome: PreflightCheckDto["outcome"] }) {
  return (
    <Glyph className="mt-px size-3.5">
      {outcome === "passed" ? (
        <path d="m3 8.5 3.3 3.4L13 4" />
      ) : outcome === "failed" ? (
        <path d="m3 3 10 10M13 3 3 13" />
      ) : (
        <path d="M5 6c0-4 6-4 6-.5C11 8 8 7.6 8 10M8 12.6v.2" />
      )}
    </Glyph>
  )
}
