import { AwsError } from "../aws-error.ts"
import type { Caller } from "../caller.ts"
import { toTrailResponse } from "../cloudtrail/trail-shape.ts"
import { type QueryCall, type QueryOperation, type QueryOperations, queryService } from "../query-service.ts"
import { assumeRole } from "./assume-role.ts"
import { assumeRoot } from "./assume-root.ts"
import { credentialsXml, issueSession } from "./issue-session.ts"

const operations: QueryOperations = {
  /** Always allowed: a deny of everything does not reach it. */
  GetCallerIdentity: {
    readOnly: true,
    run: (call) => ({ Arn: call.caller.arn, UserId: call.caller.principalId, Account: call.account.id }),
  },
  AssumeRole: withAnswerInTrail(assumeRole),
  AssumeRoot: withAnswerInTrail(assumeRoot),
  /** Authentication itself: policies cannot forbid it. */
  GetSessionToken: withAnswerInTrail({
    readOnly: true,
    run(call) {
      const user = ownUser(call, "GetSessionToken")
      const seconds = call.params.number("DurationSeconds", 43_200, 900, 129_600)
      const session = issueSession(call, call.account, seconds, {
        kind: "user",
        issuerName: user.name,
        issuerId: user.id,
        arn: user.arn,
        principalId: user.id,
        tags: {},
      })
      return { Credentials: credentialsXml(session) }
    },
  }),
  GetFederationToken: withAnswerInTrail({
    readOnly: false,
    resource: (call) => federatedArn(call),
    run(call) {
      const user = ownUser(call, "GetFederationToken")
      const name = call.params.name("Name", 32)
      const seconds = call.params.number("DurationSeconds", 43_200, 900, 129_600)
      const principalId = `${call.account.id}:${name}`
      const session = issueSession(call, call.account, seconds, {
        kind: "federated",
        issuerName: user.name,
        issuerId: user.id,
        arn: federatedArn(call),
        principalId,
        sessionName: name,
        tags: call.params.tags(),
      })
      return {
        Credentials: credentialsXml(session),
        FederatedUser: { FederatedUserId: principalId, Arn: session.arn },
        PackedPolicySize: 6,
      }
    },
  }),
  GetAccessKeyInfo: {
    readOnly: true,
    resource: () => "*",
    run(call) {
      const id = call.params.required("AccessKeyId")
      const account = call.context.world.accountOfKey(id)
      if (account === undefined) throw new AwsError("ValidationError", `Access key ${id} could not be found`)
      return { Account: account.id }
    },
  },
}

export const stsService = queryService({
  name: "sts",
  version: "2011-06-15",
  operations,
  admit(caller: Caller, operation: string) {
    const allowed =
      operation === "GetCallerIdentity" || (caller.session?.kind === "user" && operation === "AssumeRole")
    if (caller.session !== undefined && caller.session.kind !== "role" && !allowed)
      throw new AwsError("AccessDenied", `Cannot call ${operation} with session credentials`, 403)
  },
})

function ownUser(call: QueryCall, operation: string) {
  if (call.caller.user && call.caller.session === undefined) return call.caller.user
  throw new AwsError("AccessDenied", `Cannot call ${operation} with session credentials`, 403)
}

function federatedArn(call: QueryCall): string {
  return `arn:aws:sts::${call.account.id}:federated-user/${call.params.name("Name", 32)}`
}

/** STS counts as reading, and yet its records hold the answer: whose key was minted. */
function withAnswerInTrail(operation: QueryOperation): QueryOperation {
  return {
    ...operation,
    run(call) {
      const result = operation.run(call)
      call.context.trail.responseElements = toTrailResponse(result)
      return result
    },
  }
}
