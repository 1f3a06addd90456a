import { Command, type CommanderError } from "commander"
import { addDeclare } from "@/cli/declare-command"
import { exitCodes } from "@/cli/exit-error"
import { addExport } from "@/cli/export-command"
import { addNote } from "@/cli/note-command"
import type { Environment } from "@/cli/read-settings"
import { addStatus } from "@/cli/status-command"
import { addVerify } from "@/cli/verify-command"

const after = `
Environment:
  FIREBREAK_URL    address of the server, like https://firebreak.example.com
  FIREBREAK_TOKEN  machine token; administrators issue them under Settings, Tokens

Exit codes:
  0  done; for verify: nothing was changed
  1  verify found a change, or a timeline that does not hold the known hash
  2  the command, its settings or its file cannot be used
  3  the server refused; its sentence says why
  4  the server does not answer`

/** The `firebreak` command. Throws ExitError for whatever its user can mend. */
export function createProgram(env: Environment): Command {
  const program = new Command("firebreak")
    .description("Incident command for the day an AI agent breaks infrastructure.")
    .showHelpAfterError("(firebreak --help lists the commands)")
    .addHelpText("after", after)
    .exitOverride(endWithUsage)
  addDeclare(program, env)
  addStatus(program, env)
  addNote(program, env)
  addVerify(program, env)
  addExport(program, env)
  for (const command of program.commands) command.exitOverride(endWithUsage)
  return program
}

/** Commander has printed what is wrong, or the help. */
function endWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage)
}
