import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { otherCommands, otherPermissions, otherProofs } from "./deactivate-other-credential-definition"
import { otherForms } from "./other-forms"
import { containTiming, userNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({ userName: userNameInput })
export type DeactivateOtherCredentialsInput = z.infer<typeof input>

export const deactivateOtherCredentialsDefinition: ActionDefinition<DeactivateOtherCredentialsInput> = {
  ...containTiming,
  id: "aws.deactivate-other-credentials",
  title: "Deactivate service credentials, SSH keys and certificates",
  summary:
    "Sets every service-specific credential, API key, SSH public key and signing certificate of the user to inactive.",
  input,
  permissions: otherPermissions,
  collateral: "Whoever else uses one of them is cut off too.",
  undo: {
    possible: true,
    warning: "Reactivating what an agent holds gives it back to the agent. Issue new ones instead.",
  },
  proofsNeeded: otherProofs,
  target: ({ userName }) => ({ key: `user/${userName}/other-credentials`, label: userName }),
  commands: ({ userName }) =>
    otherForms.flatMap((form) => [
      shellLine("aws", "iam", otherCommands[form].list, "--user-name", userName),
      `${shellLine("aws", "iam", otherCommands[form].update, "--user-name", userName)} --status Inactive ${otherCommands[form].id} "$ID"   # for each of them`,
    ]),
}
