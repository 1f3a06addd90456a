import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { ssoSid, ssoStatement } from "./organization-documents"
import { containTiming, readPermissions } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({
  instanceArn: z.string().regex(/^arn:aws[a-z-]*:sso:::instance\/[\w.-]{1,64}$/, "Write the instance's ARN"),
  permissionSetArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:sso:::[A-Za-z]+\/[\w./-]{1,128}$/, "Write the permission set's ARN"),
  permissionSetName: z
    .string()
    .regex(/^[\w+=,.@-]{1,32}$/, "A permission set's name has up to 32 characters"),
  userId: z.string().regex(/^[0-9a-f-]{36,47}$/i, "Write the user's id in the identity store"),
  userName: z.string().min(1).max(128),
})
export type DenySsoUserInput = z.infer<typeof input>

export const denySsoUserDefinition: ActionDefinition<DenySsoUserInput> = {
  ...containTiming,
  id: "aws.deny-sso-user",
  title: "Deny the user in the permission set",
  summary:
    "Adds a deny for this one user to the permission set's own policy and provisions the set: sessions that exist and sessions to come may do nothing more.",
  input,
  permissions: [
    "sso:ListInstances",
    "sso:DescribePermissionSet",
    "sso:GetInlinePolicyForPermissionSet",
    "sso:PutInlinePolicyToPermissionSet",
    "sso:DeleteInlinePolicyFromPermissionSet",
    "sso:ProvisionPermissionSet",
    "sso:ListAccountsForProvisionedPermissionSet",
    "sso:ListPermissionSetsProvisionedToAccount",
    "sso:ListAccountAssignmentsForPrincipal",
    "identitystore:DescribeUser",
    "identitystore:GetUserId",
    "iam:ListRoles",
    "iam:GetRolePolicy",
    ...readPermissions,
  ],
  collateral: "Only this user, in every account that has the permission set.",
  undo: { possible: true },
  // Provisioning into many accounts takes a minute or more.
  verifyWithinMs: 300_000,
  verifyEveryMs: 2000,
  proofsNeeded: 2,
  target: ({ permissionSetArn, permissionSetName, userId, userName }) => ({
    key: `sso/${permissionSetArn}/${userId}`,
    label: `${userName} in ${permissionSetName}`,
  }),
  commands: ({ instanceArn, permissionSetArn, userId }, reference) => {
    const named = ["--instance-arn", instanceArn, "--permission-set-arn", permissionSetArn]
    const statement = JSON.stringify(ssoStatement(ssoSid(reference, userId), userId))
    const get = shellLine(
      ...["aws", "sso-admin", "get-inline-policy-for-permission-set", ...named],
      ...["--query", "InlinePolicy", "--output", "text"],
    )
    return [
      `POLICY=$(${get})`,
      `if [ -z "$POLICY" ] || [ "$POLICY" = None ]; then POLICY='{"Version":"2012-10-17","Statement":[]}'; fi`,
      `MERGED=$(printf '%s' "$POLICY" | jq -c --argjson deny '${statement}' '.Statement |= ((if type == "array" then . else [.] end) + [$deny])')`,
      `${shellLine("aws", "sso-admin", "put-inline-policy-to-permission-set", ...named)} --inline-policy "$MERGED"`,
      shellLine(
        ...["aws", "sso-admin", "provision-permission-set", ...named],
        ...["--target-type", "ALL_PROVISIONED_ACCOUNTS"],
      ),
    ]
  },
}
