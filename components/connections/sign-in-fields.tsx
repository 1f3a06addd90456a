"use client"

import { useState } from "react"
import { configText } from "@/components/connections/read-connection-form"
import { CopyButton } from "@/components/patterns/copy-button"
import { Button } from "@/components/ui/button"
import { TextField } from "@/components/ui/field"
import type { ConnectionDto } from "@/lib/connections/schema"

const modes = [
  {
    value: "assume-role",
    title: "Take a role",
    help: "Best: a role with an external id, whose sessions last one hour.",
  },
  {
    value: "server",
    title: "The server's own access",
    help: "A profile, environment variables or the machine's role, as the AWS SDK finds them on this server.",
  },
  {
    value: "keys",
    title: "Stored keys",
    help: "An access key, sealed on this server and never shown again.",
  },
] as const

type Props = {
  connection: ConnectionDto | null
  externalId: string
  onExternalId: (id: string) => void
  problem: (path: string) => string | undefined
}

/** How Firebreak signs in to the account. Only the fields of the chosen way are asked for. */
export function SignInFields({ connection, externalId, onExternalId, problem }: Props) {
  const config = connection?.config
  const [mode, setMode] = useState(configText(config, "mode") || "assume-role")
  const [base, setBase] = useState(configText(config, "base") || "server")
  const usesKeys = mode === "keys" || (mode === "assume-role" && base === "keys")
  return (
    <>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 font-medium text-13">How it signs in</legend>
        {modes.map((each) => (
          <Choice key={each.value} name="mode" {...each} chosen={mode} onChoose={setMode} />
        ))}
      </fieldset>
      {mode === "assume-role" ? (
        <>
          <TextField
            label="Role"
            name="roleArn"
            required
            defaultValue={configText(config, "roleArn")}
            placeholder="arn:aws:iam::123456789012:role/FirebreakResponder"
            error={problem("config.roleArn")}
            className="machine"
          />
          <div className="grid gap-1.5">
            <TextField
              label="External id"
              name="externalId"
              value={externalId}
              onChange={(event) => onExternalId(event.target.value)}
              error={problem("config.externalId")}
              help="Made for this connection. Put it into the role's trust policy, so that nobody else's request is taken for ours."
              className="machine"
            />
            <span className="flex flex-wrap gap-2">
              <CopyButton text={externalId}>Copy the external id</CopyButton>
              <Button size="sm" onClick={() => onExternalId(`firebreak-${crypto.randomUUID()}`)}>
                Make another one
              </Button>
            </span>
          </div>
          <fieldset className="grid gap-1.5">
            <legend className="mb-1 font-medium text-13">Who takes the role</legend>
            <Choice
              name="base"
              value="server"
              title="This server's own access"
              chosen={base}
              onChoose={setBase}
            />
            <Choice name="base" value="keys" title="Stored keys" chosen={base} onChoose={setBase} />
          </fieldset>
        </>
      ) : null}
      {usesKeys ? (
        <KeyFields connection={connection} problem={problem} />
      ) : (
        <TextField
          label="Profile"
          name="profile"
          optional
          maxLength={100}
          defaultValue={configText(config, "profile")}
          error={problem("config.profile")}
          help="Empty: the SDK's default chain on this server."
        />
      )}
    </>
  )
}

function KeyFields({ connection, problem }: Pick<Props, "connection" | "problem">) {
  const stored = configText(connection?.config, "accessKeyId")
  const [keyId, setKeyId] = useState(stored)
  const kept = (connection?.hasSecret ?? false) && keyId === stored
  return (
    <>
      <TextField
        label="Access key id"
        name="accessKeyId"
        required
        value={keyId}
        onChange={(event) => setKeyId(event.target.value)}
        placeholder="AKIAIOSFODNN7EXAMPLE"
        autoComplete="off"
        error={problem("config.accessKeyId")}
        className="machine"
      />
      <TextField
        label="Secret access key"
        name="secretAccessKey"
        type="password"
        required={!kept}
        optional={kept}
        autoComplete="new-password"
        error={problem("secret.secretAccessKey") ?? problem("secret")}
        help={
          kept
            ? "One is stored and never shown. Leave it empty to keep it."
            : "Sealed before it is stored, and never sent back."
        }
      />
      <TextField
        label="Session token"
        name="sessionToken"
        type="password"
        optional
        autoComplete="new-password"
        error={problem("secret.sessionToken")}
        help="Only for temporary keys (ASIA…), which stop working by themselves."
      />
    </>
  )
}

type ChoiceProps = {
  name: string
  value: string
  title: string
  help?: string
  chosen: string
  onChoose: (value: string) => void
}

function Choice({ name, value, title, help, chosen, onChoose }: ChoiceProps) {
  return (
    <label className="grid min-h-6 cursor-pointer grid-cols-[20px_1fr] gap-x-2 py-0.5 text-13">
      <input
        type="radio"
        name={name}
        value={value}
        checked={chosen === value}
        onChange={() => onChoose(value)}
        className="mt-0.5 size-4 accent-[var(--ink)]"
      />
      <span>
        <span className="font-medium">{title}</span>
        {help ? <span className="block text-12 text-ink-2">{help}</span> : null}
      </span>
    </label>
  )
}
