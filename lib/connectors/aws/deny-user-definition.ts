import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { denyAllDocument, denyName } from "./deny-documents"
import { containTiming, readPermissions, userNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({ userName: userNameInput })
export type DenyUserInput = z.infer<typeof input>

export const denyUserDefinition: ActionDefinition<DenyUserInput> = {
  ...containTiming,
  id: "aws.deny-user",
  title: "Deny the user everything",
  summary:
    "Attaches AWSDenyAll to the user: its keys, its sessions and its console sign-in may do nothing more.",
  input,
  permissions: [
    "iam:GetUser",
    "iam:ListAttachedUserPolicies",
    "iam:ListUserPolicies",
    "iam:GetUserPolicy",
    "iam:AttachUserPolicy",
    "iam:DetachUserPolicy",
    "iam:PutUserPolicy",
    "iam:DeleteUserPolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    ...readPermissions,
  ],
  collateral: "Everything that works as this user stops, people and programs alike.",
  undo: { possible: true },
  proofsNeeded: 2,
  target: ({ userName }) => ({ key: `user/${userName}/deny`, label: userName }),
  commands: ({ userName }, reference) => [
    shellLine(
      ..."aws iam attach-user-policy --policy-arn arn:aws:iam::aws:policy/AWSDenyAll --user-name".split(" "),
      userName,
    ),
    `# if ten policies are attached already: ${shellLine("aws", "iam", "put-user-policy", "--user-name", userName, "--policy-name", denyName(reference), "--policy-document", JSON.stringify(denyAllDocument()))}`,
  ],
}
