import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { denySessionDocument, denySessionName } from "./deny-documents"
import { userSessionPermissions } from "./deny-user-session-definition"
import { containTiming, userNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({
  /** Who called GetFederationToken. */
  userName: userNameInput,
  federatedName: z
    .string()
    .regex(/^[\w+=,.@-]{2,32}$/, "A federated name has 2 to 32 letters, digits and + = , . @ _ -"),
  /** Set where nothing named who made it when the plan was made: it is not proven before that is known. */
  makerAssumed: z.boolean().optional(),
})
export type DenyFederatedSessionInput = z.infer<typeof input>

/** The name under which `denySessionName` keeps it apart from role sessions. */
export const federatedMark = (name: string) => `federated-user/${name}`

export const denyFederatedSessionDefinition: ActionDefinition<DenyFederatedSessionInput> = {
  ...containTiming,
  id: "aws.deny-federated-session",
  title: "Deny one federated session",
  summary:
    "Denies, on the user that made it, every federated session of this name. Where the whole user is denied already, it proves that the session is covered and writes nothing.",
  input,
  permissions: userSessionPermissions,
  collateral: "Only federated sessions of the same name that this user made.",
  undo: {
    possible: true,
    warning: "The session works again until it expires, at most 36 hours after its issue.",
  },
  proofsNeeded: 2,
  target: ({ userName, federatedName }) => ({
    key: `user/${userName}/federated/${federatedName}`,
    label: `federated ${federatedName} of ${userName}`,
  }),
  commands: ({ userName, federatedName }, reference) => {
    const text = JSON.stringify(denySessionDocument(`ACCOUNT_ID:${federatedName}`)).replace(
      "ACCOUNT_ID",
      "'\"$ACCOUNT_ID\"'",
    )
    const put = shellLine(
      "aws",
      "iam",
      "put-user-policy",
      "--user-name",
      userName,
      "--policy-name",
      denySessionName(reference, federatedMark(federatedName)),
    )
    return [
      `ACCOUNT_ID=$(${shellLine("aws", "sts", "get-caller-identity", "--query", "Account", "--output", "text")})`,
      `${put} --policy-document '${text}'`,
    ]
  },
}
