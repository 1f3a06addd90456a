import type { JsonCall, JsonObject, JsonOperation } from "../json-service.ts"
import { type Assignment, assignmentsOf, type CenterRequest } from "./identity-center.ts"
import { centerOf, inputText, requestOf, setOf, startRequest, statusOf } from "./sso-call.ts"

export const assignmentOperations: Record<string, JsonOperation> = {
  ListAccountAssignmentsForPrincipal: {
    readOnly: true,
    run(call) {
      const { center } = centerOf(call)
      const principal = inputText(call.input, "PrincipalId")
      const isUser = inputText(call.input, "PrincipalType") === "USER"
      const found = isUser
        ? assignmentsOf(center, principal)
        : center.assignments.filter((each) => each.principalId === principal)
      return {
        AccountAssignments: found.map((each) => ({
          AccountId: each.accountId,
          PermissionSetArn: each.permissionSetArn,
          PrincipalId: each.principalId,
          PrincipalType: each.principalType,
        })),
      }
    },
  },
  ListAccountAssignments: {
    readOnly: true,
    run(call) {
      const { center, set } = setOf(call)
      const account = inputText(call.input, "AccountId")
      return {
        AccountAssignments: center.assignments
          .filter((each) => each.accountId === account && each.permissionSetArn === set.arn)
          .map((each) => ({
            AccountId: account,
            PermissionSetArn: set.arn,
            PrincipalId: each.principalId,
            PrincipalType: each.principalType,
          })),
      }
    },
  },
  CreateAccountAssignment: change("create-assignment", "AccountAssignmentCreationStatus"),
  DeleteAccountAssignment: change("delete-assignment", "AccountAssignmentDeletionStatus"),
  DescribeAccountAssignmentCreationStatus: progress(
    "AccountAssignmentCreationRequestId",
    "AccountAssignmentCreationStatus",
  ),
  DescribeAccountAssignmentDeletionStatus: progress(
    "AccountAssignmentDeletionRequestId",
    "AccountAssignmentDeletionStatus",
  ),
}

function change(kind: "create-assignment" | "delete-assignment", field: string): JsonOperation {
  return {
    readOnly: false,
    resource: (call) => inputText(call.input, "PermissionSetArn"),
    run(call) {
      const { center, set } = setOf(call)
      const assignment = assignmentFrom(call, set.arn)
      const request = startRequest(call, center, {
        kind,
        permissionSetArn: set.arn,
        accountIds: kind === "create-assignment" ? [assignment.accountId] : [],
        assignment,
      })
      return { [field]: assigning(request) }
    },
  }
}

function progress(idField: string, field: string): JsonOperation {
  return {
    readOnly: true,
    run(call) {
      const { center } = centerOf(call)
      return { [field]: assigning(requestOf(center, inputText(call.input, idField))) }
    },
  }
}

function assignmentFrom(call: JsonCall, permissionSetArn: string): Assignment {
  return {
    accountId: inputText(call.input, "TargetId"),
    permissionSetArn,
    principalType: inputText(call.input, "PrincipalType") === "GROUP" ? "GROUP" : "USER",
    principalId: inputText(call.input, "PrincipalId"),
  }
}

function assigning(request: CenterRequest): JsonObject {
  const { assignment } = request
  return {
    Status: statusOf(request),
    RequestId: request.id,
    TargetId: assignment?.accountId,
    TargetType: "AWS_ACCOUNT",
    PermissionSetArn: request.permissionSetArn,
    PrincipalType: assignment?.principalType,
    PrincipalId: assignment?.principalId,
    CreatedDate: Math.floor(request.createdAt / 1000),
    FailureReason: statusOf(request) === "FAILED" ? request.failure : undefined,
  }
}
