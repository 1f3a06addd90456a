import type { CredentialKind } from "../credential-kind"
import { clusterAccessPattern } from "./cluster-input"

/** Every form in which an agent can hold access to AWS, as a person registers it. */
export const awsCredentialKinds: readonly CredentialKind[] = [
  {
    kind: "aws.iam-user",
    title: "IAM user",
    placeholder: "arn:aws:iam::123456789012:user/claude-code-infra",
    help: "Every access key of the user and all its sessions are cut off.",
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:user\/[\w+=,.@/-]+$/,
  },
  {
    kind: "aws.role",
    title: "IAM role",
    placeholder: "arn:aws:iam::123456789012:role/deploy",
    help: "The role's sessions are cut off; who else uses it is shown before the press.",
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  },
  {
    kind: "aws.access-key",
    title: "Access key",
    placeholder: "AKIAIOSFODNN7EXAMPLE",
    help: "One long-term key, or the key that signed a presigned URL (X-Amz-Credential). The user behind it is found by itself.",
    pattern: /^A[KS]IA[A-Z0-9]{12,124}$/,
  },
  {
    kind: "aws.role-session",
    title: "Role session",
    placeholder: "arn:aws:sts::123456789012:assumed-role/deploy/agent-4711",
    help: "One session of a role, by its name.",
    pattern: /^arn:aws[a-z-]*:sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+$/,
  },
  {
    kind: "aws.user-session",
    title: "Session of a user",
    placeholder: "ASIAIOSFODNN7EXAMPLE",
    help: "Temporary credentials of GetSessionToken. The user behind them is found in CloudTrail; turning keys off does not end them.",
    pattern: /^ASIA[A-Z0-9]{12,124}$/,
  },
  {
    kind: "aws.federated-session",
    title: "Federated session",
    placeholder: "arn:aws:sts::123456789012:federated-user/agent",
    help: "Credentials of GetFederationToken. They end with a deny on the user that made them.",
    pattern: /^arn:aws[a-z-]*:sts::\d{12}:federated-user\/[\w+=,.@-]+$/,
  },
  {
    kind: "aws.cli-login",
    title: "aws login",
    placeholder: "arn:aws:iam::123456789012:user/maria",
    help: "What `aws login` keeps in ~/.aws/login/cache renews itself: the user or role session behind it is denied.",
    pattern:
      /^arn:aws[a-z-]*:(iam::\d{12}:user\/[\w+=,.@/-]+|sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+)$/,
  },
  {
    kind: "aws.sso-user",
    title: "Identity Center user",
    placeholder: "noor.haddad",
    help: "What ~/.aws/sso/cache opens: the user's name or id in Identity Center. It is denied in every permission set it reaches, through the connection's organisation role.",
    pattern: /^[\w+=,.@-]{1,128}$/,
  },
  {
    kind: "aws.root",
    title: "Root user",
    placeholder: "arn:aws:iam::123456789012:root",
    help: "Root of a member account: quarantined from above the account, its keys and password deleted from the management account.",
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:root$/,
  },
  {
    kind: "aws.service-credential",
    title: "Service credential or API key",
    placeholder: "claude-code-infra/ACCAEXAMPLE123456789",
    help: "CodeCommit, Keyspaces, Bedrock or CloudWatch Logs: the user's name, a slash, and the id that starts with ACCA.",
    pattern: /^([\w+=,.@-]{1,64}\/)?ACCA[A-Z0-9]{12,124}$/,
  },
  {
    kind: "aws.ssh-key",
    title: "SSH public key",
    placeholder: "claude-code-infra/APKAEXAMPLE123456789",
    help: "For CodeCommit: the user's name, a slash, and the id that starts with APKA.",
    pattern: /^[\w+=,.@-]{1,64}\/APKA[A-Z0-9]{12,124}$/,
  },
  {
    kind: "aws.signing-certificate",
    title: "Signing certificate",
    placeholder: "claude-code-infra/TA7SMP42TDN5Z26OBPJE7EXAMPLE",
    help: "X.509: the user's name, a slash, and the certificate's id.",
    pattern: /^[\w+=,.@-]{1,64}\/[A-Z0-9]{24,128}$/,
  },
  {
    kind: "aws.eks-access",
    title: "Access to an EKS cluster",
    placeholder:
      "arn:aws:eks:eu-central-1:123456789012:cluster/prod#arn:aws:iam::123456789012:user/claude-code-infra",
    help: "The cluster's ARN, a #, and the ARN of the user or role. A deny of everything does not stop it: the cluster asks sts:GetCallerIdentity, which always answers.",
    pattern: clusterAccessPattern,
  },
  {
    kind: "aws.open-session",
    title: "Open connection",
    placeholder: "ssm session maria-0a1b2c3d",
    help: "A Session Manager, SSH or database connection that is open already. No deny ends it: it is ended by hand.",
    byHand: "A deny stops new calls only. It is ended where it is open.",
  },
  {
    kind: "aws.secret",
    title: "Secret that was read",
    placeholder: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-db",
    help: "A password or token that the agent read. No connector can revoke it: it is rotated by hand.",
    byHand: "No connector can revoke it. It is rotated where it was issued.",
  },
]
