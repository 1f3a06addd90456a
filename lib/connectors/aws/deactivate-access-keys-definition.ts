import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { containTiming, readPermissions, userNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({ userName: userNameInput })
export type DeactivateAccessKeysInput = z.infer<typeof input>

export const deactivateAccessKeysDefinition: ActionDefinition<DeactivateAccessKeysInput> = {
  ...containTiming,
  id: "aws.deactivate-access-keys",
  title: "Deactivate access keys",
  summary: "Sets every access key of the user to inactive. Sessions made from the keys before live on.",
  input,
  permissions: [
    "iam:ListAccessKeys",
    "iam:UpdateAccessKey",
    "iam:GetAccessKeyLastUsed",
    "iam:GetUser",
    ...readPermissions,
  ],
  collateral: "Whoever else signs with a key of this user is cut off too.",
  undo: {
    possible: true,
    warning: "Reactivating a key that an agent holds gives it back to the agent. Issue a new key instead.",
  },
  // A call signed with an inactive key is rejected before CloudTrail sees it: reading back is what AWS offers.
  proofsNeeded: 1,
  target: ({ userName }) => ({ key: `user/${userName}/access-keys`, label: userName }),
  commands: ({ userName }) => [
    shellLine("aws", "iam", "list-access-keys", "--user-name", userName),
    `${shellLine("aws", "iam", "update-access-key", "--user-name", userName)} --status Inactive --access-key-id "$KEY_ID"   # for each key`,
  ],
}
