import { randomBytes } from "node:crypto"
import { authorize } from "../authorize.ts"
import { AwsError } from "../aws-error.ts"
import type { JsonCall, JsonObject, JsonOperation } from "../json-service.ts"
import type { ControlPolicy, Organization } from "../organization.ts"
import { parsePolicy } from "../policy/parse-policy.ts"
import {
  administered,
  constraint,
  findPolicy,
  invalid,
  policyArn,
  refuseWhileChanging,
  requireTarget,
  scpSizeLimit,
  scpsPerTarget,
  targetArn,
  targetName,
  targetType,
  textOf,
} from "./organization-call.ts"

const namedPolicy = (call: JsonCall) =>
  call.account.organization ? policyArn(call.account.organization, textOf(call.input, "PolicyId")) : "*"

export const policyOperations: Record<string, JsonOperation> = {
  ListPolicies: {
    readOnly: true,
    run(call) {
      const organization = administered(call)
      textOf(call.input, "Filter")
      return {
        Policies: [...organization.state.policies.values()].map((each) => summary(organization, each)),
      }
    },
  },
  DescribePolicy: {
    readOnly: true,
    resource: namedPolicy,
    run(call) {
      const organization = administered(call)
      const policy = findPolicy(organization, textOf(call.input, "PolicyId"))
      return { Policy: { PolicySummary: summary(organization, policy), Content: policy.content } }
    },
  },
  ListPoliciesForTarget: {
    readOnly: true,
    resource: (call) =>
      call.account.organization ? targetArn(call.account.organization, textOf(call.input, "TargetId")) : "*",
    run(call) {
      const organization = administered(call)
      const target = requireTarget(organization, textOf(call.input, "TargetId"))
      const ids = organization.state.attached.get(target) ?? []
      return { Policies: ids.map((id) => summary(organization, findPolicy(organization, id))) }
    },
  },
  ListTargetsForPolicy: {
    readOnly: true,
    resource: namedPolicy,
    run(call) {
      const organization = administered(call)
      const { id } = findPolicy(organization, textOf(call.input, "PolicyId"))
      return {
        Targets: targetsOf(organization, id).map((target) => ({
          TargetId: target,
          Arn: targetArn(organization, target),
          Name: targetName(organization, target),
          Type: targetType(organization, target),
        })),
      }
    },
  },
  CreatePolicy: {
    readOnly: false,
    run(call) {
      const organization = administered(call)
      const name = textOf(call.input, "Name")
      if ([...organization.state.policies.values()].some((each) => each.name === name))
        throw new AwsError("DuplicatePolicyException", "A policy with the same name already exists.", 400)
      const policy: ControlPolicy = {
        id: `p-${randomBytes(4).toString("hex")}`,
        name,
        description: typeof call.input.Description === "string" ? call.input.Description : "",
        awsManaged: false,
        content: checkedContent(call.input),
      }
      organization.state.policies.set(policy.id, policy)
      changed(call, organization)
      return { Policy: { PolicySummary: summary(organization, policy), Content: policy.content } }
    },
  },
  UpdatePolicy: {
    readOnly: false,
    resource: namedPolicy,
    run(call) {
      const organization = administered(call)
      const policy = findPolicy(organization, textOf(call.input, "PolicyId"))
      if (policy.awsManaged)
        throw invalid("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS.")
      if (call.input.Content !== undefined) {
        const content = checkedContent(call.input)
        if (content !== policy.content) {
          if (targetsOf(organization, policy.id).length > 0) refuseWhileChanging(call, organization)
          policy.content = content
          changed(call, organization, targetsOf(organization, policy.id).length > 0)
        }
      }
      return { Policy: { PolicySummary: summary(organization, policy), Content: policy.content } }
    },
  },
  DeletePolicy: {
    readOnly: false,
    resource: namedPolicy,
    run(call) {
      const organization = administered(call)
      const { id } = findPolicy(organization, textOf(call.input, "PolicyId"))
      if (targetsOf(organization, id).length > 0)
        throw new AwsError("PolicyInUseException", "The policy is attached to one or more entities.", 400)
      organization.state.policies.delete(id)
      changed(call, organization)
      return {}
    },
  },
  AttachPolicy: {
    readOnly: false,
    resource: namedPolicy,
    run(call) {
      const { organization, id, target, attached } = attachment(call)
      if (!organization.state.scpEnabled)
        throw new AwsError(
          "PolicyTypeNotEnabledException",
          "This operation can be performed only for enabled policy types.",
          400,
        )
      if (attached.includes(id))
        throw new AwsError("DuplicatePolicyAttachmentException", "The policy is already attached.", 400)
      if (attached.length >= scpsPerTarget)
        throw constraint(
          "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
          "You have attached the maximum number of policies of this type to the target.",
        )
      refuseWhileChanging(call, organization)
      organization.state.attached.set(target, [...attached, id])
      changed(call, organization, true)
      return {}
    },
  },
  DetachPolicy: {
    readOnly: false,
    resource: namedPolicy,
    run(call) {
      const { organization, id, target, attached } = attachment(call)
      if (!attached.includes(id))
        throw new AwsError("PolicyNotAttachedException", "The policy isn't attached to the target.", 400)
      if (attached.length === 1)
        throw constraint(
          "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
          "You must leave at least one policy attached to the target.",
        )
      refuseWhileChanging(call, organization)
      organization.state.attached.set(
        target,
        attached.filter((each) => each !== id),
      )
      changed(call, organization, true)
      return {}
    },
  },
}

function attachment(call: JsonCall) {
  const organization = administered(call)
  const { id } = findPolicy(organization, textOf(call.input, "PolicyId"))
  const target = requireTarget(organization, textOf(call.input, "TargetId"))
  const operation = call.context.request.headers["x-amz-target"]?.split(".").at(-1) ?? ""
  // Both ends of an attachment need the permission.
  authorize(call.context, call.caller, `organizations:${operation}`, targetArn(organization, target))
  return { organization, id, target, attached: organization.state.attached.get(target) ?? [] }
}

function targetsOf(organization: Organization, id: string): string[] {
  return [...organization.state.attached].filter(([, ids]) => ids.includes(id)).map(([target]) => target)
}

function checkedContent(input: JsonObject): string {
  const content = textOf(input, "Content")
  if (content.length > scpSizeLimit)
    throw constraint(
      "POLICY_CONTENT_LIMIT_EXCEEDED",
      `The policy is larger than the limit of ${scpSizeLimit} characters.`,
    )
  try {
    parsePolicy(content, "identity")
  } catch {
    throw new AwsError(
      "MalformedPolicyDocumentException",
      "The provided policy document doesn't meet the requirements.",
      400,
    )
  }
  return content
}

function summary(organization: Organization, policy: ControlPolicy) {
  return {
    Id: policy.id,
    Arn: policyArn(organization, policy.id),
    Name: policy.name,
    Description: policy.description,
    Type: "SERVICE_CONTROL_POLICY",
    AwsManaged: policy.awsManaged,
  }
}

function changed(call: JsonCall, organization: Organization, inForce = false): void {
  call.context.changed = true
  call.context.world.organizationChanged(organization, { inForce })
}
