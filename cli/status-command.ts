import type { Command } from "commander"
import type { z } from "zod"
import { callServer } from "@/cli/call-server"
import { ExitError } from "@/cli/exit-error"
import { requireReference } from "@/cli/read-argument"
import type { Environment } from "@/cli/read-settings"
import { asJson, type CommonOptions, print, serverCommand, settingsOf } from "@/cli/server-command"
import { incidentShown, incidentText, listShown, listText } from "@/cli/status-text"
import { apiPaths } from "@/lib/paths"

export function addStatus(program: Command, env: Environment): void {
  const command = serverCommand("status")
    .description("show open incidents, or one: containment, first steps, next update")
    .argument("[incident]", "number like INC-47")
    .action(async (given: string | undefined, options: CommonOptions) => {
      const path = given === undefined ? apiPaths.incidents() : apiPaths.incident(requireReference(given))
      const answer = await callServer(settingsOf(options, env), { path })
      if (options.json) return print(asJson(answer))
      print(
        given === undefined ? listText(shape(listShown, answer)) : incidentText(shape(incidentShown, answer)),
      )
    })
  program.addCommand(command)
}

function shape<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new ExitError("refused", "The server is of another version than this command. Use --json, or update.")
}
