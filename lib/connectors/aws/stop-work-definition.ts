import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { containTiming } from "./principal-input"

export const workRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "A region such as eu-central-1")
/** An id or ARN of a piece of work: one line, no spaces. */
export const workId = z.string().regex(/^[\w+=,.@:/#[\]-]{1,2048}$/, "An id or ARN without spaces")

export const oneWork = z.strictObject({ region: workRegion, id: workId })
export type OneWork = z.infer<typeof oneWork>

/** What stopping work has in common: reading its state back is the proof, and nothing waits for IAM. */
export const stopTiming = {
  ...containTiming,
  propagationMs: 1000,
  verifyWithinMs: 300_000,
  verifyEveryMs: 2000,
  proofsNeeded: 1,
} as const

type Said = Pick<ActionDefinition, "id" | "title" | "summary" | "permissions" | "collateral" | "undo"> & {
  /** "execution" in the target's key. */
  noun: string
  command: (input: OneWork) => string[]
}

/** The definition of an action that stops one piece of work, named by its region and id. */
export function stopDefinition({ noun, command, ...said }: Said): ActionDefinition<OneWork> {
  return {
    ...stopTiming,
    ...said,
    input: oneWork,
    target: ({ region, id }) => ({ key: `${noun}/${region}/${id}`, label: `${noun} ${shortId(id)}` }),
    commands: (input) => command(input),
  }
}

function shortId(id: string): string {
  return id.startsWith("arn:") ? id.split(":").slice(5).join(":") : id
}
