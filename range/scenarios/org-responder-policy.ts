import { policyText } from "./scenario.ts"

/** What Firebreak's role in the management account may do: the least that quarantine, guard and Identity Center need. */
export function orgResponderPolicies(): Record<string, string> {
  return {
    "firebreak-organization": policyText(
      {
        Sid: "ReadOrganization",
        Effect: "Allow",
        Action: [
          "organizations:DescribeOrganization",
          "organizations:DescribePolicy",
          "organizations:ListParents",
          "organizations:ListPolicies",
          "organizations:ListPoliciesForTarget",
          "organizations:ListTargetsForPolicy",
          "iam:ListOrganizationsFeatures",
          "iam:GetRole",
          "iam:SimulatePrincipalPolicy",
        ],
        Resource: "*",
      },
      {
        Sid: "ControlPolicies",
        Effect: "Allow",
        Action: [
          "organizations:AttachPolicy",
          "organizations:CreatePolicy",
          "organizations:DeletePolicy",
          "organizations:DetachPolicy",
          "organizations:UpdatePolicy",
        ],
        Resource: "*",
      },
      {
        Sid: "ReadIdentityCenter",
        Effect: "Allow",
        Action: [
          "sso:DescribePermissionSet",
          "sso:DescribePermissionSetProvisioningStatus",
          "sso:GetInlinePolicyForPermissionSet",
          "sso:ListAccountAssignmentsForPrincipal",
          "sso:ListAccountsForProvisionedPermissionSet",
          "sso:ListInstances",
          "sso:ListPermissionSetsProvisionedToAccount",
          "identitystore:DescribeUser",
          "identitystore:GetUserId",
          "identitystore:DescribeGroup",
          "identitystore:ListGroupMembershipsForMember",
        ],
        Resource: "*",
      },
      {
        Sid: "DenyInPermissionSets",
        Effect: "Allow",
        Action: [
          "sso:DeleteInlinePolicyFromPermissionSet",
          "sso:ProvisionPermissionSet",
          "sso:PutInlinePolicyToPermissionSet",
        ],
        Resource: "*",
      },
      {
        Sid: "DeleteRootCredentials",
        Effect: "Allow",
        Action: "sts:AssumeRoot",
        Resource: "arn:aws:iam::*:root",
        Condition: {
          StringEquals: {
            "sts:TaskPolicyArn": "arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials",
          },
        },
      },
    ),
  }
}
