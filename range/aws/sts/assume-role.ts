import { authorize } from "../authorize.ts"
import { AwsError } from "../aws-error.ts"
import { parsePolicy } from "../policy/parse-policy.ts"
import type { QueryCall, QueryOperation } from "../query-service.ts"
import { credentialsXml, issueSession } from "./issue-session.ts"

const chainedLimit = 3600

export const assumeRole: QueryOperation = {
  readOnly: true,
  run(call) {
    const arn = call.params.required("RoleArn")
    const sessionName = call.params.name("RoleSessionName", 64)
    const accountId = /^arn:aws:iam::(\d{12}):role\/.+$/.exec(arn)?.[1]
    if (accountId === undefined) throw new AwsError("ValidationError", `${arn} is invalid`)
    const sourceIdentity = inheritedIdentity(call)
    const account = call.context.world.accounts.get(accountId)
    const role =
      account && [...call.context.world.effectiveIam(account).roles.values()].find((each) => each.arn === arn)
    note(call, arn, accountId)
    if (account === undefined || role === undefined) throw notAuthorized(call, arn)
    const facts = {
      "sts:ExternalId": call.params.text("ExternalId"),
      "sts:RoleSessionName": sessionName,
      "sts:SourceIdentity": sourceIdentity,
    }
    const onResource = {
      policy: {
        name: `trust_${role.name}`,
        type: "resource" as const,
        policy: parsePolicy(role.trust, "trust"),
      },
      accountId,
      required: true,
    }
    try {
      authorize(call.context, call.caller, "sts:AssumeRole", arn, facts, onResource)
      if (call.params.text("SourceIdentity") !== undefined)
        authorize(call.context, call.caller, "sts:SetSourceIdentity", arn, facts, onResource)
    } catch (error) {
      // STS does not say which policy refused.
      throw error instanceof AwsError && error.code === "AccessDenied" ? notAuthorized(call, arn) : error
    }
    const seconds = duration(call, role.maxSessionSeconds)
    const principalId = `${role.id}:${sessionName}`
    const session = issueSession(call, account, seconds, {
      kind: "role",
      issuerName: role.name,
      issuerId: role.id,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
      principalId,
      sessionName,
      sourceIdentity,
      tags: call.params.tags(),
    })
    account.roleUse.set(role.name, { at: call.now, region: call.context.region })
    return {
      Credentials: credentialsXml(session),
      AssumedRoleUser: { AssumedRoleId: principalId, Arn: session.arn },
      PackedPolicySize: session.policies.length > 0 ? 6 : undefined,
      SourceIdentity: sourceIdentity,
    }
  },
}

/** A session's source identity stays through role chaining and cannot be changed. */
function inheritedIdentity(call: QueryCall): string | undefined {
  const given = call.params.text("SourceIdentity")
  const inherited = call.caller.session?.sourceIdentity
  if (inherited !== undefined && given !== undefined && given !== inherited)
    throw new AwsError("AccessDenied", "SourceIdentity cannot be changed during role chaining", 403)
  return inherited ?? given
}

function duration(call: QueryCall, roleLimit: number): number {
  const seconds = call.params.number("DurationSeconds", Math.min(3600, roleLimit), 900, 43_200)
  if (call.caller.session !== undefined && seconds > chainedLimit)
    throw new AwsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    )
  if (seconds > roleLimit)
    throw new AwsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )
  return seconds
}

function note(call: QueryCall, arn: string, accountId: string): void {
  call.context.trail.resources = [{ accountId, type: "AWS::IAM::Role", ARN: arn }]
  if (accountId !== call.account.id) call.context.trail.sharedWith = accountId
}

function notAuthorized(call: QueryCall, arn: string): AwsError {
  return new AwsError(
    "AccessDenied",
    `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    403,
  )
}
