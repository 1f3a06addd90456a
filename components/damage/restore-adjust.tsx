"use client"

import type { RestoreChoice } from "@/components/damage/restore-choice"
import { SelectField, TextField } from "@/components/ui/field"
import type { DamageDto, RestoreOptionDto } from "@/lib/damage/schema"
import { formatUtcDateTime, parseUtc } from "@/lib/format"

type Props = {
  damage: DamageDto
  option: RestoreOptionDto
  choice: RestoreChoice
  onChange: (next: Partial<RestoreChoice>) => void
}

/** Another way, another moment, another place: what may be chosen otherwise than proposed. */
export function RestoreAdjust({ damage, option, choice, onChange }: Props) {
  const available = damage.options.filter((each) => each.available)
  const hasMode = "mode" in option.input
  const hasPlace = "bucket" in option.input
  return (
    <details open={Boolean(choice.point || choice.bucket || choice.mode)}>
      <summary className="min-h-6 text-12 text-ink-2">Choose otherwise</summary>
      <div className="mt-2 grid gap-3 sm:grid-cols-2">
        {available.length > 1 ? (
          <SelectField
            label="Way back"
            value={option.id}
            onChange={(event) => onChange({ optionId: event.target.value })}
          >
            {available.map((each) => (
              <option key={each.id} value={each.id}>
                {each.method}
              </option>
            ))}
          </SelectField>
        ) : null}
        {option.point ? (
          <TextField
            label="Point (UTC)"
            value={choice.point}
            placeholder={formatUtcDateTime(option.point).replace(" UTC", "")}
            autoComplete="off"
            error={choice.point && !parseUtc(choice.point) ? "Write it as 2026-11-23 03:04:11." : undefined}
            help="Empty: just before the first destructive effect. Later writes of others are told in the look at the plan."
            onChange={(event) => onChange({ point: event.target.value })}
          />
        ) : null}
        {hasMode ? (
          <SelectField
            label="How"
            value={choice.mode}
            help="Copies remove nothing. Taking markers away is quicker and leaves no new version."
            onChange={(event) => onChange({ mode: asMode(event.target.value) })}
          >
            <option value="">
              As proposed: {option.input.mode === "markers" ? "take markers away" : "copy"}
            </option>
            <option value="copy">Copy the good version on top</option>
            <option value="markers">Take delete markers away</option>
          </SelectField>
        ) : null}
        {hasPlace ? (
          <>
            <TextField
              label="Other bucket"
              optional
              value={choice.bucket}
              maxLength={63}
              autoComplete="off"
              help="Empty: beside the damage, on the same keys, as new versions."
              onChange={(event) => onChange({ bucket: event.target.value })}
            />
            <TextField
              label="Prefix there"
              optional
              value={choice.prefix}
              maxLength={512}
              autoComplete="off"
              onChange={(event) => onChange({ prefix: event.target.value })}
            />
          </>
        ) : null}
      </div>
    </details>
  )
}

function asMode(value: string): RestoreChoice["mode"] {
  return value === "copy" || value === "markers" ? value : ""
}
