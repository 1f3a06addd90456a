"use client"

import { CopyButton } from "@/components/patterns/copy-button"
import { connectorDefinitions } from "@/lib/connectors/definitions"
import { findAction } from "@/lib/connectors/find-action"
import { chooseOption } from "@/lib/damage/choose-option"
import type { DamageDto, RestoreOptionDto } from "@/lib/damage/schema"
import { paths } from "@/lib/paths"

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
function commandOf(option: RestoreOptionDto | null, reference: string): string {
  const action = option ? findAction(connectorDefinitions, option.action) : undefined
  const input = option ? action?.input.safeParse(option.input) : undefined
  return action && input?.success ? action.commands(input.data, reference).join("\n") : ""
}
