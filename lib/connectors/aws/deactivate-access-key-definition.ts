import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { accessKeyIdInput, containTiming, readPermissions, userNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({ userName: userNameInput, accessKeyId: accessKeyIdInput })
export type DeactivateAccessKeyInput = z.infer<typeof input>

export const deactivateAccessKeyDefinition: ActionDefinition<DeactivateAccessKeyInput> = {
  ...containTiming,
  id: "aws.deactivate-access-key",
  title: "Deactivate one access key",
  summary: "Sets this access key to inactive; the user's other keys and its sessions live on.",
  input,
  permissions: [
    "iam:ListAccessKeys",
    "iam:UpdateAccessKey",
    "iam:GetAccessKeyLastUsed",
    "iam:GetUser",
    ...readPermissions,
  ],
  collateral: "Whoever else signs with this key is cut off too.",
  undo: {
    possible: true,
    warning: "Reactivating a key that an agent holds gives it back to the agent. Issue a new key instead.",
  },
  proofsNeeded: 1,
  target: ({ userName, accessKeyId }) => ({
    key: `access-key/${accessKeyId}`,
    label: `${accessKeyId} of ${userName}`,
  }),
  commands: ({ userName, accessKeyId }) => [
    shellLine(
      ..."aws iam update-access-key --status Inactive --user-name".split(" "),
      userName,
      "--access-key-id",
      accessKeyId,
    ),
  ],
}
