/** What the command's exit code says; the help lists them. */
export const exitCodes = { ok: 0, changed: 1, usage: 2, refused: 3, unreachable: 4 } as const

const mark = Symbol.for("firebreak.exit")

/** Ends the command with one sentence that says what to do. */
export class ExitError extends Error {
  readonly [mark] = true
  readonly exitCode: number

  constructor(why: Exclude<keyof typeof exitCodes, "ok">, message: string) {
    super(message)
    this.name = "ExitError"
    this.exitCode = exitCodes[why]
  }
}

export function isExitError(value: unknown): value is ExitError {
  return typeof value === "object" && value !== null && mark in value
}
