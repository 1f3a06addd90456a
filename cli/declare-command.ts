import { randomUUID } from "node:crypto"
import { type Command, InvalidArgumentError, Option } from "commander"
import { callServer } from "@/cli/call-server"
import type { Environment } from "@/cli/read-settings"
import { asJson, type CommonOptions, print, serverCommand, settingsOf } from "@/cli/server-command"
import { incidentShown } from "@/cli/status-text"
import { severityName } from "@/lib/format"
import { apiPaths, paths } from "@/lib/paths"

type Options = CommonOptions & {
  severity: number
  service?: string
  summary?: string
  detectedAt?: string
  agent?: string
  agentKind?: string
  instruction?: string
  connection?: string[]
  key?: string
}

const help = `
Severity: 1 production data lost or unknown, customers out, the agent still active; 2 production degraded, or a loss
with a proven way back; 3 non-production destroyed; 4 attempted or denied. Everything can be added later.

Example:
  firebreak declare "Agent deletes buckets in production" --severity 1`

export function addDeclare(program: Command, env: Environment): void {
  const command = serverCommand("declare")
    .description("declare an incident; the clock starts, contacts are alerted")
    .argument("<title>", "what is happening, in one line")
    .addOption(new Option("--severity <1-4>", "1 is worst").default(1).argParser(readSeverity))
    .option("--service <name>", "the service that is hit")
    .option("--summary <text>", "what is known so far")
    .option("--detected-at <time>", "when it was noticed, like 2026-11-23T03:10:00Z", readTime)
    .option("--agent <id>", "the registered agent")
    .option("--agent-kind <kind>", "Claude Code, Codex, Cursor …, when it is not registered")
    .option("--instruction <text>", "what the agent was asked to do")
    .option("--connection <id...>", "the accounts to look into")
    .option("--key <key>", "repeat a declaration safely: the same key opens one incident only")
    .addHelpText("after", help)
    .action(async (title: string, options: Options) => {
      const settings = settingsOf(options, env)
      const answer = await callServer(settings, {
        method: "POST",
        path: apiPaths.incidents(),
        idempotencyKey: options.key ?? randomUUID(),
        body: {
          title,
          severity: options.severity,
          service: options.service,
          summary: options.summary,
          detectedAt: options.detectedAt,
          agentId: options.agent,
          agentKind: options.agentKind,
          agentInstruction: options.instruction,
          connectionIds: options.connection,
        },
      })
      if (options.json) return print(asJson(answer))
      const { reference, severity } = incidentShown.parse(answer)
      const page = new URL(paths.incident(reference), settings.server)
      print(`${reference} declared, ${severityName(severity)}: ${page}`)
    })
  program.addCommand(command)
}

function readSeverity(text: string): number {
  const severity = /^(?:sev-?)?([1-4])$/i.exec(text)?.[1]
  if (!severity) throw new InvalidArgumentError("It is 1, 2, 3 or 4.")
  return Number(severity)
}

function readTime(text: string): string {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError("It looks like 2026-11-23T03:10:00Z.")
  return time.toISOString()
}
