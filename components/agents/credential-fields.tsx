"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import Link from "next/link"
import { useState } from "react"
import { SelectField, TextField } from "@/components/ui/field"
import type { AddCredentialInput } from "@/lib/agents/schema"
import { connectionsQuery } from "@/lib/connections/queries"
import { findConnectorDefinition } from "@/lib/connectors/definitions"
import { paths } from "@/lib/paths"

type Props = {
  /** Filled in already, from a search or an address. */
  first?: Partial<AddCredentialInput>
  problem: (path: string) => string | undefined
}

/** One credential: which account, what it is, and its name there. Must stand inside a form. */
export function CredentialFields({ first = {}, problem }: Props) {
  const { data } = useSuspenseQuery(connectionsQuery())
  const usable = data.filter((each) => !each.isRange)
  const [connectionId, setConnectionId] = useState(first.connectionId ?? usable[0]?.id ?? "")
  const connection = usable.find((each) => each.id === connectionId)
  const kinds = findConnectorDefinition(connection?.connector ?? "")?.credentialKinds ?? []
  const [kind, setKind] = useState(first.kind ?? kinds[0]?.kind ?? "")
  const chosen = kinds.find((each) => each.kind === kind) ?? kinds[0]
  if (usable.length === 0)
    return (
      <p className="text-13">
        No account is connected, so no credential can be named yet.{" "}
        <Link href={paths.newConnection()}>Add a connection</Link> first.
      </p>
    )
  return (
    <>
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <SelectField
          label="Account"
          name="connectionId"
          value={connectionId}
          error={problem("connectionId")}
          onChange={(event) => setConnectionId(event.target.value)}
        >
          {usable.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="What it is"
          name="credentialKind"
          value={chosen?.kind ?? ""}
          error={problem("kind")}
          help={chosen?.byHand ?? chosen?.help}
          onChange={(event) => setKind(event.target.value)}
        >
          {kinds.map((each) => (
            <option key={each.kind} value={each.kind}>
              {each.title}
            </option>
          ))}
        </SelectField>
      </div>
      <TextField
        label="Identifier"
        name="identifier"
        maxLength={2048}
        autoComplete="off"
        defaultValue={first.identifier ?? ""}
        placeholder={chosen?.placeholder}
        error={problem("identifier")}
        help="Never the secret itself: only the name under which it is revoked."
        className="machine"
      />
      <TextField
        label="Label"
        name="label"
        optional
        maxLength={200}
        defaultValue={first.label ?? ""}
        error={problem("label")}
      />
    </>
  )
}

/** Null when no identifier was typed. */
export function readCredential(form: FormData): AddCredentialInput | null {
  const text = (name: string) => String(form.get(name) ?? "").trim()
  if (!text("identifier") || !text("connectionId")) return null
  return {
    connectionId: text("connectionId"),
    kind: text("credentialKind"),
    identifier: text("identifier"),
    label: text("label"),
  }
}
