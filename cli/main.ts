#!/usr/bin/env node
import { exitCodes, isExitError } from "@/cli/exit-error"
import { createProgram } from "@/cli/program"
import { environment } from "@/cli/read-settings"

// A reader that closes early (`| head`) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok)
  throw error
})

try {
  await createProgram(environment()).parseAsync(process.argv)
} catch (error) {
  if (!isExitError(error)) throw error
  process.stderr.write(`firebreak: ${error.message}\n`)
  process.exitCode = error.exitCode
}
