import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { denyIssuedDocument, denySessionName } from "./deny-documents"
import { containTiming, readPermissions, userNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({
  userName: userNameInput,
  /** The session's key id; "cli-login" for what `aws login` keeps on a machine and renews. */
  session: z.string().regex(/^(ASIA[A-Z0-9]{12,124}|cli-login)$/, "A session's key id starts with ASIA"),
  /** When it was issued, where that is known: only then can a condition single it out. */
  issuedAt: z.union([z.literal(""), z.iso.datetime()]),
  /** Set where nothing named who opened it when the plan was made: it is not proven before that is known. */
  makerAssumed: z.boolean().optional(),
})
export type DenyUserSessionInput = z.infer<typeof input>

export const userSessionPermissions = [
  "iam:GetUser",
  "iam:ListAttachedUserPolicies",
  "iam:ListUserPolicies",
  "iam:GetUserPolicy",
  "iam:PutUserPolicy",
  "iam:DeleteUserPolicy",
  ...readPermissions,
] as const

export const denyUserSessionDefinition: ActionDefinition<DenyUserSessionInput> = {
  ...containTiming,
  id: "aws.deny-user-session",
  title: "Deny one session of the user",
  summary:
    "Denies the sessions of the user that were issued within the same five seconds. Where the whole user is denied already, it proves that the session is covered and writes nothing.",
  input,
  permissions: userSessionPermissions,
  collateral: "Other sessions of the user issued within the same five seconds; its keys work on.",
  undo: {
    possible: true,
    warning: "The session works again until it expires, at most 36 hours after its issue.",
  },
  proofsNeeded: 2,
  target: ({ userName, session }) => ({
    key: `user/${userName}/session/${session}`,
    label: session === "cli-login" ? `aws login of ${userName}` : `session ${session} of ${userName}`,
  }),
  commands: ({ userName, session, issuedAt }, reference) =>
    issuedAt === ""
      ? ["# when it was issued is not known: deny the user"]
      : [
          shellLine(
            "aws",
            "iam",
            "put-user-policy",
            "--user-name",
            userName,
            "--policy-name",
            denySessionName(reference, session),
            "--policy-document",
            JSON.stringify(denyIssuedDocument(new Date(issuedAt))),
          ),
        ],
}
