/** What each task of AssumeRoot leaves of root's power: everything else is denied. */
const tasks: Record<string, string[]> = {
  IAMAuditRootUserCredentials: [
    "iam:ListAccessKeys",
    "iam:ListSigningCertificates",
    "iam:GetLoginProfile",
    "iam:ListMFADevices",
    "iam:GetAccountSummary",
    "iam:GetUser",
    "iam:GetAccessKeyLastUsed",
  ],
  // No UpdateAccessKey: AWS lets a privileged session delete root's keys, not turn them off.
  IAMDeleteRootUserCredentials: [
    "iam:DeleteAccessKey",
    "iam:DeleteSigningCertificate",
    "iam:DeleteLoginProfile",
    "iam:DeactivateMFADevice",
    "iam:DeleteVirtualMFADevice",
    "iam:ListAccessKeys",
    "iam:ListSigningCertificates",
    "iam:GetLoginProfile",
    "iam:ListMFADevices",
    "iam:GetUser",
    "iam:GetAccessKeyLastUsed",
  ],
}

/** The document of a task policy by its ARN; undefined when AWS has none of that name. */
export function rootTaskPolicy(arn: string): string | undefined {
  const actions = tasks[/^arn:aws:iam::aws:policy\/root-task\/(\w+)$/.exec(arn)?.[1] ?? ""]
  if (!actions) return undefined
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "OnlyThisTask", Effect: "Deny", NotAction: actions, Resource: "*" }],
  })
}
