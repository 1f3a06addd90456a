import { writeFile } from "node:fs/promises"
import type { Command } from "commander"
import { ExitError } from "@/cli/exit-error"
import { fetchTimeline } from "@/cli/fetch-timeline"
import { requireReference } from "@/cli/read-argument"
import type { Environment } from "@/cli/read-settings"
import { writeExport } from "@/cli/read-timeline"
import { asJson, type CommonOptions, print, serverCommand, settingsOf } from "@/cli/server-command"
import { formatPlural } from "@/lib/format"

export function addExport(program: Command, env: Environment): void {
  const command = serverCommand("export")
    .description("save the timeline of an incident as a file that `verify` checks without a server")
    .argument("<incident>", "number like INC-47")
    .option("--output <file>", 'where to; "-" prints it (default: <incident>.jsonl)')
    .option("--force", "replace the file if it exists")
    .action(async (given: string, options: CommonOptions & { output?: string; force?: boolean }) => {
      const reference = requireReference(given)
      const timeline = await fetchTimeline(settingsOf(options, env), reference)
      const file = options.output ?? `${reference}.jsonl`
      if (file === "-") return print(writeExport(timeline))
      await save(file, writeExport(timeline), options.force === true)
      const { headSequence, headHash } = timeline
      print(
        options.json
          ? asJson({ reference, file, headSequence, headHash })
          : `${file}: ${formatPlural(headSequence, "entry", "entries")}, head ${headHash}`,
      )
    })
  program.addCommand(command)
}

async function save(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? "w" : "wx", mode: 0o600 })
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error)
    throw new ExitError(
      "usage",
      code === "EEXIST"
        ? `${file} exists. Give --force to replace it.`
        : `${file} cannot be written (${code}).`,
    )
  }
}
