import type { Command } from "commander"
import { ExitError, exitCodes } from "@/cli/exit-error"
import { fetchTimeline } from "@/cli/fetch-timeline"
import { asReference, readText } from "@/cli/read-argument"
import type { Environment } from "@/cli/read-settings"
import { parseExport } from "@/cli/read-timeline"
import { asJson, type CommonOptions, print, serverCommand, settingsOf } from "@/cli/server-command"
import { knownHashPattern, type Verification, verifyTimeline } from "@/cli/verify-timeline"
import { formatPlural, showInvisible } from "@/lib/format"

const help = `
The chain is recomputed on this machine; the server's word counts for nothing. A hash that you know from a message or
an earlier export also finds a timeline that was rewritten as a whole, or whose end was cut off.

Examples:
  firebreak verify INC-47
  firebreak verify INC-47 --head 3fa92b0c77d1e6a4
  firebreak verify INC-47.jsonl`

export function addVerify(program: Command, env: Environment): void {
  const command = serverCommand("verify")
    .description("recompute the hash chain of a timeline, from the server or an export file")
    .argument("<incident or file>", 'number like INC-47, an export file, or "-" for standard input')
    .option("--head <hash>", "a hash known from elsewhere, 16 digits or more: it must be in the chain")
    .addHelpText("after", help)
    .action(async (what: string, options: CommonOptions & { head?: string }) => {
      const known = knownHash(options.head)
      const reference = asReference(what)
      const timeline = reference
        ? await fetchTimeline(settingsOf(options, env), reference)
        : parseExport(await readText(what), what === "-" ? "standard input" : what)
      if (reference && timeline.reference !== reference)
        throw new ExitError("usage", `The server sent the timeline of ${timeline.reference}.`)
      const result = verifyTimeline(timeline, known)
      print(options.json ? asJson(result) : verificationText(result))
      if (!result.ok) process.exitCode = exitCodes.changed
    })
  program.addCommand(command)
}

function knownHash(text: string | undefined): string | null {
  if (text === undefined) return null
  const hash = text.trim().toLowerCase()
  if (!knownHashPattern.test(hash))
    throw new ExitError(
      "usage",
      "--head takes 16 to 64 hexadecimal digits, as messages and exports show them.",
    )
  return hash
}

function verificationText(result: Verification): string {
  const reference = showInvisible(result.reference)
  if (!result.ok)
    return [
      `${reference}: changed. ${formatPlural(result.faults.length, "fault")}:`,
      ...result.faults.map((one) => `  entry ${one.sequence}: ${one.fault}`),
    ].join("\n")
  const redacted = result.redacted > 0 ? `, ${result.redacted} of them redacted` : ""
  const known = result.known ? `\nThe known hash is that of entry ${result.known.sequence}.` : ""
  const unknown = result.known
    ? ""
    : "\nCompare the head with a message or an earlier export (--head): only that finds a cut or rewritten end."
  return `${reference}: ${formatPlural(result.checked, "entry", "entries")} verified${redacted}.\nHead: entry ${result.headSequence}, ${result.headHash}${known}${unknown}`
}
