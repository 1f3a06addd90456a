import { Command, Option } from "commander"
import {
  type Environment,
  isExposed,
  readSettings,
  type ServerOptions,
  type Settings,
} from "@/cli/read-settings"

export type CommonOptions = ServerOptions & { json?: boolean }

/** A command that speaks to a server: the options that all of them share. */
export function serverCommand(name: string): Command {
  return new Command(name)
    .addOption(new Option("--server <url>", "address of the server (else FIREBREAK_URL)"))
    .addOption(
      new Option("--token <token>", "machine token (else FIREBREAK_TOKEN, which other users cannot see)"),
    )
    .option("--json", "print the answer as JSON")
}

/** Settings of this run; warns when the token would cross a network unencrypted. */
export function settingsOf(options: ServerOptions, env: Environment): Settings {
  const settings = readSettings(options, env)
  if (isExposed(settings))
    process.stderr.write("firebreak: the token crosses the network unencrypted; use https.\n")
  return settings
}

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`)
}

export const asJson = (value: unknown) => JSON.stringify(value, null, 2)
