import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { denyAllDocument, denyName } from "./deny-documents"
import { containTiming, readPermissions, roleNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({ roleName: roleNameInput })
export type DenyRoleInput = z.infer<typeof input>

export const denyRoleDefinition: ActionDefinition<DenyRoleInput> = {
  ...containTiming,
  id: "aws.deny-role",
  title: "Deny the role everything",
  summary: "Attaches AWSDenyAll to the role: every session of it, old or new, may do nothing more.",
  input,
  permissions: [
    "iam:GetRole",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:AttachRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:DeleteRolePermissionsBoundary",
    "iam:ListInstanceProfilesForRole",
    ...readPermissions,
  ],
  collateral: "Everyone and everything that uses this role stops until the deny is taken back.",
  undo: { possible: true },
  proofsNeeded: 2,
  target: ({ roleName }) => ({ key: `role/${roleName}/deny`, label: roleName }),
  commands: ({ roleName }, reference) => [
    shellLine(
      ..."aws iam attach-role-policy --policy-arn arn:aws:iam::aws:policy/AWSDenyAll --role-name".split(" "),
      roleName,
    ),
    `# if ten policies are attached already: ${shellLine("aws", "iam", "put-role-policy", "--role-name", roleName, "--policy-name", denyName(reference), "--policy-document", JSON.stringify(denyAllDocument()))}`,
  ],
}
