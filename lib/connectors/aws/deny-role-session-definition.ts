import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { denySessionDocument, denySessionName } from "./deny-documents"
import { containTiming, readPermissions, roleNameInput, sessionNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({ roleName: roleNameInput, sessionName: sessionNameInput })
export type DenyRoleSessionInput = z.infer<typeof input>

export const denyRoleSessionDefinition: ActionDefinition<DenyRoleSessionInput> = {
  ...containTiming,
  id: "aws.deny-role-session",
  title: "Deny one session of the role",
  summary:
    "Denies the session of this name, and every later one of the same name. Another name is not stopped.",
  input,
  permissions: [
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:PutRolePolicy",
    "iam:DeleteRolePolicy",
    ...readPermissions,
  ],
  collateral: "Only sessions of the same name; others of the role work on.",
  undo: { possible: true },
  proofsNeeded: 2,
  target: ({ roleName, sessionName }) => ({
    key: `role/${roleName}/session/${sessionName}`,
    label: `${roleName}, session ${sessionName}`,
  }),
  commands: ({ roleName, sessionName }, reference) => {
    const text = JSON.stringify(denySessionDocument(`ROLE_ID:${sessionName}`)).replace(
      "ROLE_ID",
      "'\"$ROLE_ID\"'",
    )
    const put = shellLine(
      "aws",
      "iam",
      "put-role-policy",
      "--role-name",
      roleName,
      "--policy-name",
      denySessionName(reference, sessionName),
    )
    return [
      `ROLE_ID=$(${shellLine("aws", "iam", "get-role", "--role-name", roleName, "--query", "Role.RoleId", "--output", "text")})`,
      `${put} --policy-document '${text}'`,
    ]
  },
}
