import { AwsError } from "../aws-error.ts"
import type { JsonCall } from "../json-service.ts"
import { type RestJsonOperation, restJsonService } from "../rest-json-service.ts"
import { addPiece, findPiece, movePiece, type Piece } from "./pieces.ts"
import { objectOf, optionalText, textOf } from "./read-input.ts"

const idOf = ({ input }: JsonCall) =>
  `${optionalText(input, "GroupName") ?? optionalText(input, "groupName") ?? "default"}/${textOf(input, "Name")}`

function schedule(call: JsonCall): Piece {
  const piece = findPiece(call, "schedule", idOf(call))
  if (piece) return piece
  throw new AwsError(
    "ResourceNotFoundException",
    `Schedule ${textOf(call.input, "Name")} does not exist.`,
    404,
  )
}

function check(call: JsonCall): void {
  textOf(call.input, "ScheduleExpression")
  if (!objectOf(call.input.Target).Arn) throw new AwsError("ValidationException", "Target must not be null")
  if (!objectOf(call.input.FlexibleTimeWindow).Mode)
    throw new AwsError("ValidationException", "FlexibleTimeWindow must not be null")
}

const operations: Record<string, RestJsonOperation> = {
  CreateSchedule: {
    route: "POST /schedules/{Name}",
    readOnly: false,
    run(call) {
      check(call)
      const id = idOf(call)
      if (findPiece(call, "schedule", id))
        throw new AwsError("ConflictException", `Schedule ${id} already exists.`, 409)
      addPiece(call, {
        kind: "schedule",
        id,
        state: optionalText(call.input, "State") ?? "ENABLED",
        detail: { document: call.input },
      })
      return { ScheduleArn: arnOf(call, id) }
    },
  },
  UpdateSchedule: {
    route: "PUT /schedules/{Name}",
    readOnly: false,
    run(call) {
      check(call)
      const piece = schedule(call)
      // An update replaces the whole schedule: what is not said is gone.
      piece.detail = { document: call.input }
      movePiece(call, piece, optionalText(call.input, "State") ?? "ENABLED")
      return { ScheduleArn: arnOf(call, piece.id) }
    },
  },
  GetSchedule: {
    route: "GET /schedules/{Name}",
    readOnly: true,
    run(call) {
      const piece = schedule(call)
      return {
        ...objectOf(piece.detail.document),
        Arn: arnOf(call, piece.id),
        GroupName: piece.id.split("/")[0],
        State: piece.state,
        CreationDate: piece.startedAt / 1000,
      }
    },
  },
}

function arnOf({ account, region }: JsonCall, id: string): string {
  return `arn:aws:scheduler:${region}:${account.id}:schedule/${id}`
}

export const schedulerService = restJsonService("scheduler", operations)
