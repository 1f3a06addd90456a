import { authorize } from "../authorize.ts"
import { AwsError } from "../aws-error.ts"
import { rootTaskPolicy } from "../policy/root-task-policies.ts"
import type { QueryCall, QueryOperation } from "../query-service.ts"
import { credentialsXml, issueSession } from "./issue-session.ts"

/** A privileged session of a member's root, for one task; needs centralised root access. */
export const assumeRoot: QueryOperation = {
  readOnly: false,
  run(call) {
    const accountId = call.params.required("TargetPrincipal")
    const task = call.params.required("TaskPolicyArn.arn")
    const arn = `arn:aws:iam::${accountId}:root`
    call.context.trail.sharedWith = accountId
    authorize(call.context, call.caller, "sts:AssumeRoot", arn, { "sts:TaskPolicyArn": task })
    const organization = call.account.organization
    const member = organization?.members.get(accountId)?.account
    const open =
      organization?.administers(call.account.id) &&
      organization.rootFeatures.includes("RootCredentialsManagement")
    if (!open || !member || call.caller.root) throw notAllowed(call, arn)
    const document = rootTaskPolicy(task)
    if (document === undefined)
      throw new AwsError("ValidationError", `${task} is not a policy of a privileged task`)
    const seconds = call.params.number("DurationSeconds", 900, 0, 900)
    const session = issueSession(call, member, seconds, {
      kind: "root",
      issuerName: "root",
      issuerId: accountId,
      arn,
      principalId: accountId,
      tags: {},
      sourceIdentity: call.caller.session?.sourceIdentity,
    })
    session.policies = [document]
    return { Credentials: credentialsXml(session), SourceIdentity: session.sourceIdentity }
  },
}

function notAllowed(call: QueryCall, arn: string): AwsError {
  return new AwsError(
    "AccessDenied",
    `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRoot on resource: ${arn}`,
    403,
  )
}
