import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { containTiming } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({ accountId: z.string().regex(/^\d{12}$/, "Write the account's number") })
export type DeleteRootCredentialsInput = z.infer<typeof input>

export const rootTaskArn = (partition: string) =>
  `arn:${partition}:iam::aws:policy/root-task/IAMDeleteRootUserCredentials`

export const deleteRootCredentialsDefinition: ActionDefinition<DeleteRootCredentialsInput> = {
  ...containTiming,
  id: "aws.delete-root-credentials",
  title: "Delete root's keys and password",
  summary:
    "Opens a privileged root session from the management account and deletes the access keys, signing certificates and password of the account's root. AWS lets such a session delete keys, not turn them off.",
  input,
  permissions: [
    "sts:AssumeRoot",
    "iam:ListOrganizationsFeatures",
    "iam:GetAccountSummary",
    "cloudtrail:LookupEvents",
  ],
  collateral: "Whoever signs in as root, and whatever runs on a root key, stops for good.",
  undo: {
    possible: false,
    reason:
      "A deleted key or password cannot come back. Allow password recovery for the account's root under Root access management, then set new ones.",
  },
  irreversible: true,
  // The account's own summary is all there is: a key that is gone leaves no record that it was tried.
  proofsNeeded: 1,
  target: ({ accountId }) => ({ key: `root/${accountId}`, label: `root of ${accountId}` }),
  commands: ({ accountId }) => [
    `CREDENTIALS=$(${shellLine(
      ...["aws", "sts", "assume-root", "--target-principal", accountId],
      ...["--task-policy-arn", `arn=${rootTaskArn("aws")}`, "--duration-seconds", "900"],
      ...["--query", "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]", "--output", "text"],
    )})`,
    `read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<< "$CREDENTIALS"`,
    "export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
    `for KEY in $(aws iam list-access-keys --query 'AccessKeyMetadata[].AccessKeyId' --output text); do aws iam delete-access-key --access-key-id "$KEY"; done`,
    `for CERTIFICATE in $(aws iam list-signing-certificates --query 'Certificates[].CertificateId' --output text); do aws iam delete-signing-certificate --certificate-id "$CERTIFICATE"; done`,
    "aws iam delete-login-profile",
  ],
}
