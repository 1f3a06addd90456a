import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { containTiming, roleNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"
import { barStatement, barWays } from "./trust-bars"

const shapes = {
  "session-name": /^[\w+=,.@-]{2,64}$/,
  "source-identity": /^[\w+=,.@-]{2,64}$/,
  caller: /^arn:aws[a-z-]*:iam::\d{12}:(user|role)\/[\w+=,.@/-]{1,576}$/,
}

const input = z
  .strictObject({
    roleName: roleNameInput,
    by: z.enum(barWays),
    /** A session name, a source identity, or the ARN of a user or role. */
    value: z.string().max(700),
  })
  .refine(({ by, value }) => shapes[by].test(value), {
    path: ["value"],
    error: "Write a session name, a source identity, or the ARN of a user or role",
  })
export type BarFromTrustInput = z.infer<typeof input>

const ways = { "session-name": "session name", "source-identity": "source identity", caller: "caller" }

export const barFromTrustDefinition: ActionDefinition<BarFromTrustInput> = {
  ...containTiming,
  id: "aws.bar-from-trust",
  title: "Bar the agent from taking the role again",
  summary:
    "Adds a deny to the role's trust policy, for this session name, source identity or caller. It stops the return; sessions that exist already live on.",
  input,
  permissions: [
    "iam:GetRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:SimulateCustomPolicy",
    "cloudtrail:LookupEvents",
  ],
  collateral: "Whoever else takes the role under the same name, identity or ARN.",
  undo: { possible: true },
  proofsNeeded: 2,
  target: ({ roleName, by, value }) => ({
    key: `role/${roleName}/trust/${by}/${value}`,
    label: `${roleName}, ${ways[by]} ${value}`,
  }),
  commands: (given, reference) => [
    shellLine(
      ..."aws iam get-role --query Role.AssumeRolePolicyDocument --role-name".split(" "),
      given.roleName,
    ),
    `# add this statement to what it says, and write the whole: ${shellLine(JSON.stringify(barStatement(reference, given)))}`,
    `${shellLine("aws", "iam", "update-assume-role-policy", "--role-name", given.roleName)} --policy-document file://trust.json`,
  ],
}
