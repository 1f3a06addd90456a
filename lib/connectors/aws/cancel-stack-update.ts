import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { cancelStackUpdateDefinition } from "./cancel-stack-update-definition"
import { readAws, writeAws } from "./client"
import { absentWork, onlyItself, stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

export async function readStack(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const stack = await describeStack(ctx, region, id)
  const word = stack.StackStatus ?? "unknown"
  const runsAs = stack.RoleARN ? [stack.RoleARN] : []
  if (word === "UPDATE_IN_PROGRESS") return { phase: "running", word, runsAs }
  if (/ROLLBACK.*_IN_PROGRESS$/.test(word)) return { phase: "ending", word, runsAs }
  if (!word.endsWith("_IN_PROGRESS")) return { phase: "ended", word, runsAs }
  const cannot = whyNot(word, stack.RoleARN)
  return { phase: "running", word, runsAs, cannot }
}

export const cancelStackUpdate = stopHandler<OneWork>({
  definition: cancelStackUpdateDefinition,
  read: readStack,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx).cloudFormation(region).cancelUpdateStack({ StackName: id })
    return answer.$metadata.requestId
  },
  change: (label) => `The update of ${label} is cancelled, and CloudFormation rolls it back.`,
  collateral: onlyItself,
})

async function describeStack(ctx: ConnectorContext, region: string, id: string) {
  try {
    const { Stacks } = await readAws(ctx).cloudFormation(region).describeStacks({ StackName: id })
    const [stack] = Stacks ?? []
    if (stack) return stack
  } catch (error) {
    if (!isPlatformError(error) || error.code !== "ValidationError") throw error
  }
  throw absentWork(`The stack ${id}`)
}

function whyNot(word: string, role: string | undefined): string {
  const source = role
    ? `Deny its service role ${role}: what is left then fails instead of going on.`
    : "It works with the credentials of whoever started it: containing them makes what is left fail."
  if (word === "DELETE_IN_PROGRESS")
    return `A deletion that has begun cannot be cancelled. ${source} Set termination protection on the other stacks, and deletion protection on what the stack holds and is not gone yet.`
  if (word === "CREATE_IN_PROGRESS")
    return `A creation cannot be cancelled; deleting the stack ends it and removes what it made. ${source}`
  return `CloudFormation cancels nothing in state ${word}. ${source}`
}
