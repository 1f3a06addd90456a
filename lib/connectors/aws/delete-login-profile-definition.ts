import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { containTiming, readPermissions, userNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({ userName: userNameInput })
export type DeleteLoginProfileInput = z.infer<typeof input>

export const deleteLoginProfileDefinition: ActionDefinition<DeleteLoginProfileInput> = {
  ...containTiming,
  id: "aws.delete-login-profile",
  title: "Delete the user's console password",
  summary:
    "Nobody signs in to the console as the user any more. A console session that is open keeps its credentials for up to 12 hours, and access keys work on: only the deny of the user stops those.",
  input,
  permissions: ["iam:GetUser", "iam:GetLoginProfile", "iam:DeleteLoginProfile", ...readPermissions],
  collateral: "A person who signs in as this user is locked out until a new password is set.",
  undo: {
    possible: false,
    reason:
      "No API gives the password's hash out, so the same password cannot come back: set a new temporary one in the console.",
  },
  irreversible: true,
  // IAM's own answer is all there is: a sign-in without a password leaves no record that names the user for sure.
  proofsNeeded: 1,
  target: ({ userName }) => ({ key: `user/${userName}/login-profile`, label: userName }),
  commands: ({ userName }) => [shellLine("aws", "iam", "delete-login-profile", "--user-name", userName)],
}
