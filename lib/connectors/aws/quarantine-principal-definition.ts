import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { quarantineName, quarantineSid, withPrincipal } from "./organization-documents"
import { containTiming, readPermissions } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({
  principalArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]{1,576})$/,
      "Write the ARN of a user, a role, or an account's root",
    ),
})
export type QuarantinePrincipalInput = z.infer<typeof input>

/** "harborline-deploy" for a role's ARN, "root of 123456789012" for root. */
export function principalLabel(arn: string): string {
  const account = arn.split(":")[4] ?? ""
  return arn.endsWith(":root") ? `root of ${account}` : (arn.split("/").at(-1) ?? arn)
}

export const quarantinePrincipalDefinition: ActionDefinition<QuarantinePrincipalInput> = {
  ...containTiming,
  id: "aws.quarantine-principal",
  title: "Quarantine by control policy",
  summary:
    "Denies the user, role or root everything from above the account, where nobody inside it can take the deny off.",
  input,
  permissions: [
    "organizations:DescribeOrganization",
    "organizations:DescribePolicy",
    "organizations:ListPolicies",
    "organizations:ListPoliciesForTarget",
    "organizations:ListTargetsForPolicy",
    "organizations:CreatePolicy",
    "organizations:UpdatePolicy",
    "organizations:AttachPolicy",
    "organizations:DetachPolicy",
    "organizations:DeletePolicy",
    ...readPermissions,
  ],
  collateral: "Everyone and everything that works as this user, role or root stops until it is taken back.",
  undo: { possible: true },
  proofsNeeded: 2,
  target: ({ principalArn }) => ({
    key: `quarantine/${principalArn}`,
    label: `${principalLabel(principalArn)}, by control policy`,
  }),
  commands: ({ principalArn }, reference) => {
    const account = principalArn.split(":")[4] ?? ""
    const sid = quarantineSid(reference, principalArn)
    const content = JSON.stringify(withPrincipal(null, { sid, principalArn, except: [] }))
    const create = shellLine(
      ...["aws", "organizations", "create-policy", "--type", "SERVICE_CONTROL_POLICY"],
      ...["--name", quarantineName(account), "--description", `Firebreak ${reference}`],
      ...["--content", content, "--query", "Policy.PolicySummary.Id", "--output", "text"],
    )
    return [
      `POLICY_ID=$(${create})`,
      `${shellLine("aws", "organizations", "attach-policy", "--target-id", account)} --policy-id "$POLICY_ID"`,
    ]
  },
}
