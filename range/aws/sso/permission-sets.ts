import { AwsError } from "../aws-error.ts"
import type { JsonOperation } from "../json-service.ts"
import { parsePolicy } from "../policy/parse-policy.ts"
import type { CenterRequest } from "./identity-center.ts"
import { isUpToDate } from "./provision.ts"
import { centerOf, inputText, requestOf, setOf, startRequest, statusOf } from "./sso-call.ts"

const inlineLimit = 32_768

export const permissionSetOperations: Record<string, JsonOperation> = {
  ListInstances: {
    readOnly: true,
    run(call) {
      const center = call.account.organization?.identityCenter
      if (!center || call.region !== center.region) return { Instances: [] }
      return {
        Instances: [
          {
            InstanceArn: center.instanceArn,
            IdentityStoreId: center.identityStoreId,
            OwnerAccountId: call.account.organization?.management.id,
            Status: "ACTIVE",
          },
        ],
      }
    },
  },
  ListPermissionSets: {
    readOnly: true,
    run: (call) => ({ PermissionSets: [...centerOf(call).center.permissionSets.keys()] }),
  },
  DescribePermissionSet: {
    readOnly: true,
    resource: (call) => inputText(call.input, "PermissionSetArn"),
    run(call) {
      const { set } = setOf(call)
      return {
        PermissionSet: {
          Name: set.name,
          PermissionSetArn: set.arn,
          Description: set.description,
          CreatedDate: Math.floor(set.createdAt / 1000),
          SessionDuration: "PT4H",
        },
      }
    },
  },
  GetInlinePolicyForPermissionSet: {
    readOnly: true,
    resource: (call) => inputText(call.input, "PermissionSetArn"),
    run: (call) => ({ InlinePolicy: setOf(call).set.inline }),
  },
  PutInlinePolicyToPermissionSet: {
    readOnly: false,
    resource: (call) => inputText(call.input, "PermissionSetArn"),
    run(call) {
      const { set } = setOf(call)
      const policy = inputText(call.input, "InlinePolicy")
      if (policy.length > inlineLimit)
        throw new AwsError("ServiceQuotaExceededException", "The inline policy is too long.", 402)
      try {
        parsePolicy(policy, "identity")
      } catch {
        throw new AwsError("ValidationException", "The inline policy is malformed.", 400)
      }
      call.context.changed = set.inline !== policy
      set.inline = policy
      return {}
    },
  },
  DeleteInlinePolicyFromPermissionSet: {
    readOnly: false,
    resource: (call) => inputText(call.input, "PermissionSetArn"),
    run(call) {
      const { set } = setOf(call)
      if (!set.inline)
        throw new AwsError("ResourceNotFoundException", "The permission set has no inline policy.", 404)
      set.inline = ""
      call.context.changed = true
      return {}
    },
  },
  ListAccountsForProvisionedPermissionSet: {
    readOnly: true,
    resource: (call) => inputText(call.input, "PermissionSetArn"),
    run(call) {
      const { set } = setOf(call)
      const wanted = call.input.ProvisioningStatus
      const fits = (id: string) =>
        wanted === undefined || (wanted === "LATEST_PERMISSION_SET_PROVISIONED") === isUpToDate(set, id)
      return { AccountIds: [...set.provisioned.keys()].filter(fits) }
    },
  },
  ListPermissionSetsProvisionedToAccount: {
    readOnly: true,
    run(call) {
      const { center } = centerOf(call)
      const account = inputText(call.input, "AccountId")
      const sets = [...center.permissionSets.values()].filter((each) => each.provisioned.has(account))
      return { PermissionSets: sets.map((each) => each.arn) }
    },
  },
  ProvisionPermissionSet: {
    readOnly: false,
    resource: (call) => inputText(call.input, "PermissionSetArn"),
    run(call) {
      const { center, set } = setOf(call)
      const all = inputText(call.input, "TargetType") === "ALL_PROVISIONED_ACCOUNTS"
      const busy = [...center.requests.values()].some(
        (each) => each.kind === "provision" && each.permissionSetArn === set.arn && !each.done,
      )
      if (busy)
        throw new AwsError("ConflictException", "The permission set is being provisioned already.", 409)
      const request = startRequest(call, center, {
        kind: "provision",
        permissionSetArn: set.arn,
        accountIds: all ? [...set.provisioned.keys()] : [inputText(call.input, "TargetId")],
      })
      return { PermissionSetProvisioningStatus: provisioning(request) }
    },
  },
  DescribePermissionSetProvisioningStatus: {
    readOnly: true,
    run(call) {
      const { center } = centerOf(call)
      const request = requestOf(center, inputText(call.input, "ProvisionPermissionSetRequestId"))
      return { PermissionSetProvisioningStatus: provisioning(request) }
    },
  },
}

function provisioning(request: CenterRequest) {
  const status = statusOf(request)
  return {
    Status: status,
    RequestId: request.id,
    PermissionSetArn: request.permissionSetArn,
    CreatedDate: Math.floor(request.createdAt / 1000),
    ...(status === "FAILED" ? { FailureReason: request.failure } : {}),
  }
}
