import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { denySourceIdentityDocument, denySourceIdentityName } from "./deny-documents"
import { containTiming, readPermissions, roleNameInput, sessionNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({ roleName: roleNameInput, sourceIdentity: sessionNameInput })
export type DenyRoleSourceInput = z.infer<typeof input>

export const denyRoleSourceDefinition: ActionDefinition<DenyRoleSourceInput> = {
  ...containTiming,
  id: "aws.deny-role-source-identity",
  title: "Deny a source identity on the role",
  summary:
    "Denies every session of the role that carries this source identity, whatever its name: it cannot be changed while a session is passed on.",
  input,
  permissions: [
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:PutRolePolicy",
    "iam:DeleteRolePolicy",
    ...readPermissions,
  ],
  collateral: "Every session of the role that carries the same source identity; others work on.",
  undo: { possible: true },
  proofsNeeded: 2,
  target: ({ roleName, sourceIdentity }) => ({
    key: `role/${roleName}/source-identity/${sourceIdentity}`,
    label: `${roleName}, source identity ${sourceIdentity}`,
  }),
  commands: ({ roleName, sourceIdentity }, reference) => [
    shellLine(
      "aws",
      "iam",
      "put-role-policy",
      "--role-name",
      roleName,
      "--policy-name",
      denySourceIdentityName(reference, sourceIdentity),
      "--policy-document",
      JSON.stringify(denySourceIdentityDocument(sourceIdentity)),
    ),
  ],
}
