import {
  configText,
  endpointText,
  organizationText,
  serviceNames,
} from "@/components/connections/read-connection-form"
import { Panel } from "@/components/patterns/panel"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { ContainableWord } from "@/components/steps/containable-word"
import type { ConnectionDto } from "@/lib/connections/schema"
import { formatPlural } from "@/lib/format"

const modes: Record<string, string> = {
  "assume-role": "takes a role",
  server: "the server's own access",
  keys: "stored keys",
}

/** How the connection is set up. The secret is never among it. */
export function ConnectionFacts({ connection }: { connection: ConnectionDto }) {
  const { config } = connection
  const mode = configText(config, "mode")
  const rows = [
    ["Signs in", modes[mode] ?? mode],
    ["Role", configText(config, "roleArn")],
    ["External id", configText(config, "externalId")],
    ["Access key", configText(config, "accessKeyId")],
    ["Profile", configText(config, "profile")],
    ["Regions", configText(config, "regions")],
    ...serviceNames.map((service) => [`${service} at`, endpointText(config, service)]),
    ["Trail buckets", configText(config, "trailBuckets")],
    ["Organisation role", organizationText(config, "roleArn")],
    ["Delay of IAM", `${configText(config, "propagationSeconds") || "5"} s`],
  ].filter(([, value]) => value)
  return (
    <Panel title="Set-up">
      <div className="border-b px-3.5 py-2.5">
        <ContainableWord containable={connection.containable} />
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 px-3.5 py-2.5 text-13">
        {rows.map(([name, value = ""]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd>
              <UntrustedText text={value} mono={name !== "Signs in"} className="break-all" />
            </dd>
          </div>
        ))}
        <dt className="text-ink-2">Secret</dt>
        <dd>{connection.hasSecret ? "sealed on this server, never shown" : "none needed"}</dd>
        <dt className="text-ink-2">Agents</dt>
        <dd>{formatPlural(connection.credentials, "registered credential")} here</dd>
        <dt className="text-ink-2">Added</dt>
        <dd>
          <UtcDateTime iso={connection.createdAt} />
        </dd>
      </dl>
    </Panel>
  )
}
