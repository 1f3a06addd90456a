import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { denyOlderDocument, denyOlderName } from "./deny-documents"
import { containTiming, readPermissions, roleNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({
  roleName: roleNameInput,
  /** "first" at once; "again" after whoever can take the role has been cut off, for sessions made in between. */
  stamp: z.enum(["first", "again"]),
})
export type DenyOlderSessionsInput = z.infer<typeof input>

export const denyOlderSessionsDefinition: ActionDefinition<DenyOlderSessionsInput> = {
  ...containTiming,
  id: "aws.deny-role-sessions-older",
  title: "Deny the role's present sessions",
  summary: "Denies every session of the role issued before now; whoever may take the role again works on.",
  input,
  permissions: [
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:PutRolePolicy",
    "iam:DeleteRolePolicy",
    ...readPermissions,
  ],
  collateral:
    "Every session of the role ends once. Programs take the role again by themselves; people clear ~/.aws/cli/cache.",
  undo: { possible: true, warning: "Sessions from before the cut-off that have not expired work again." },
  proofsNeeded: 2,
  target: ({ roleName, stamp }) => ({
    key: `role/${roleName}/sessions-older/${stamp}`,
    label:
      stamp === "first" ? `${roleName}, sessions up to now` : `${roleName}, sessions up to the source's cut`,
  }),
  commands: ({ roleName, stamp }, reference) => {
    const text = JSON.stringify(denyOlderDocument(new Date(0))).replace("1970-01-01T00:00:00Z", "'\"$NOW\"'")
    const put = shellLine(
      "aws",
      "iam",
      "put-role-policy",
      "--role-name",
      roleName,
      "--policy-name",
      denyOlderName(reference, stamp),
    )
    return ["NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)", `${put} --policy-document '${text}'`]
  },
}
