import { type JsonOperation, jsonService } from "../json-service.ts"
import { addPiece, findPiece, movePiece, requirePiece, type WorkCall } from "./pieces.ts"
import { optionalText, textOf } from "./read-input.ts"

type Input = Parameters<typeof textOf>[0]
const idOf = (input: Input, name: string) =>
  `${optionalText(input, "EventBusName") ?? "default"}/${textOf(input, name)}`

function rule(call: WorkCall & { input: Input }, field = "Name") {
  const id = idOf(call.input, field)
  return requirePiece(call, "rule", id, "ResourceNotFoundException", `Rule ${id} does not exist.`)
}

const operations: Record<string, JsonOperation> = {
  PutRule: {
    readOnly: false,
    run(call) {
      const id = idOf(call.input, "Name")
      const state = optionalText(call.input, "State") ?? "ENABLED"
      const known = findPiece(call, "rule", id)
      if (known) movePiece(call, known, state)
      else
        addPiece(call, {
          kind: "rule",
          id,
          state,
          detail: { schedule: call.input.ScheduleExpression, pattern: call.input.EventPattern },
        })
      return { RuleArn: arnOf(call, id) }
    },
  },
  PutTargets: {
    readOnly: false,
    run(call) {
      const piece = rule(call, "Rule")
      piece.detail.targets = call.input.Targets
      call.context.changed = true
      return { FailedEntryCount: 0, FailedEntries: [] }
    },
  },
  DescribeRule: {
    readOnly: true,
    run(call) {
      const piece = rule(call)
      return {
        Name: textOf(call.input, "Name"),
        Arn: arnOf(call, piece.id),
        State: piece.state,
        ScheduleExpression: piece.detail.schedule,
        EventPattern: piece.detail.pattern,
        EventBusName: piece.id.split("/")[0],
      }
    },
  },
  DisableRule: { readOnly: false, run: (call) => turn(call, "DISABLED") },
  EnableRule: { readOnly: false, run: (call) => turn(call, "ENABLED") },
}

function turn(call: WorkCall & { input: Input }, state: string) {
  const piece = rule(call)
  if (piece.state !== state) movePiece(call, piece, state)
  return {}
}

function arnOf({ account, region }: WorkCall, id: string): string {
  return `arn:aws:events:${region}:${account.id}:rule/${id.replace(/^default\//, "")}`
}

export const eventsService = jsonService("events", operations)
