import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { guardDocument, guardedActions, guardName } from "./organization-documents"
import { containTiming, readPermissions } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({
  target: z
    .string()
    .regex(
      /^(\d{12}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})$/,
      "Write an account's number or the id of an organizational unit (ou-…)",
    ),
})
export type GuardDestructionInput = z.infer<typeof input>

export const guardDestructionDefinition: ActionDefinition<GuardDestructionInput> = {
  ...containTiming,
  id: "aws.guard-destruction",
  title: "Guard the account against destruction",
  summary: `Refuses ${guardedActions.length} kinds of destructive calls to everybody in the account or unit, except Firebreak's own access, until it is taken back.`,
  input,
  permissions: [
    "organizations:DescribeOrganization",
    "organizations:DescribePolicy",
    "organizations:ListPolicies",
    "organizations:ListParents",
    "organizations:ListPoliciesForTarget",
    "organizations:ListTargetsForPolicy",
    "organizations:CreatePolicy",
    "organizations:UpdatePolicy",
    "organizations:AttachPolicy",
    "organizations:DetachPolicy",
    "organizations:DeletePolicy",
    "iam:ListUsers",
    "iam:ListRoles",
    ...readPermissions,
  ],
  collateral: "Deployments and people that delete or tear down anything are refused as well.",
  undo: { possible: true },
  proofsNeeded: 2,
  target: ({ target }) => ({ key: `guard/${target}`, label: target }),
  commands: ({ target }, reference) => {
    const create = shellLine(
      ...["aws", "organizations", "create-policy", "--type", "SERVICE_CONTROL_POLICY"],
      ...["--name", guardName(target), "--description", `Firebreak ${reference}`],
      ...["--content", JSON.stringify(guardDocument([]))],
      ...["--query", "Policy.PolicySummary.Id", "--output", "text"],
    )
    return [
      `POLICY_ID=$(${create})`,
      `${shellLine("aws", "organizations", "attach-policy", "--target-id", target)} --policy-id "$POLICY_ID"`,
    ]
  },
}
