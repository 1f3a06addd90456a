import type { Command } from "commander"
import { z } from "zod"
import { callServer } from "@/cli/call-server"
import { requireReference, textOrInput } from "@/cli/read-argument"
import type { Environment } from "@/cli/read-settings"
import { asJson, type CommonOptions, print, serverCommand, settingsOf } from "@/cli/server-command"
import { apiPaths } from "@/lib/paths"

const added = z.object({ sequence: z.number() })

export function addNote(program: Command, env: Environment): void {
  const command = serverCommand("note")
    .description("add a note to the timeline")
    .argument("<incident>", "number like INC-47")
    .argument("<text>", 'Markdown; "-" reads standard input')
    .option("--internal", "keep it off the read-only live page")
    .action(async (given: string, text: string, options: CommonOptions & { internal?: boolean }) => {
      const reference = requireReference(given)
      const answer = await callServer(settingsOf(options, env), {
        method: "POST",
        path: apiPaths.notes(reference),
        body: { text: await textOrInput(text), internal: options.internal === true },
      })
      print(options.json ? asJson(answer) : `${reference}: entry ${added.parse(answer).sequence}`)
    })
  program.addCommand(command)
}
