import { randomUUID } from "node:crypto"
import { AwsError } from "../aws-error.ts"
import { type RestJsonOperation, restJsonService } from "../rest-json-service.ts"
import { addPiece, findPiece, movePiece, stoppingMs } from "./pieces.ts"
import { listOf, textOf } from "./read-input.ts"

const operations: Record<string, RestJsonOperation> = {
  SubmitJob: {
    route: "POST /v1/submitjob",
    readOnly: false,
    run(call) {
      const id = randomUUID()
      const jobName = textOf(call.input, "jobName", "ClientException")
      const queue = textOf(call.input, "jobQueue", "ClientException")
      addPiece(call, { kind: "job", id, state: "RUNNING", detail: { jobName, queue } })
      return { jobId: id, jobName, jobArn: `arn:aws:batch:${call.region}:${call.account.id}:job/${id}` }
    },
  },
  DescribeJobs: {
    route: "POST /v1/describejobs",
    readOnly: true,
    run: (call) => ({
      jobs: listOf(call.input.jobs).flatMap((id) => {
        const piece = findPiece(call, "job", id)
        if (!piece) return []
        return [
          {
            jobId: id,
            jobName: piece.detail.jobName,
            jobQueue: piece.detail.queue,
            status: piece.state,
            statusReason: piece.detail.reason,
            isTerminated: piece.detail.reason !== undefined,
            startedAt: piece.startedAt,
            jobDefinition: "practice",
          },
        ]
      }),
    }),
  },
  TerminateJob: {
    route: "POST /v1/terminatejob",
    readOnly: false,
    run(call) {
      const id = textOf(call.input, "jobId", "ClientException")
      textOf(call.input, "reason", "ClientException")
      const piece = findPiece(call, "job", id)
      if (!piece) throw new AwsError("ClientException", `Job ${id} does not exist`)
      piece.detail.reason = call.input.reason
      if (piece.state === "RUNNING")
        movePiece(call, piece, "RUNNING", { state: "FAILED", afterMs: stoppingMs })
      return {}
    },
  },
}

export const batchService = restJsonService("batch", operations)
