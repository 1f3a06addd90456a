/** Credentials of a user that are neither access keys nor a password. Browser-safe. */
export const otherForms = ["service-specific", "ssh-key", "signing-certificate"] as const
export type OtherForm = (typeof otherForms)[number]

/** "Bedrock API key", "SSH key"; `service` is the address of the service it is for. */
export function nameOtherForm(form: OtherForm, service = ""): string {
  switch (form) {
    case "ssh-key":
      return "SSH key"
    case "signing-certificate":
      return "signing certificate"
    case "service-specific":
      return service === "" ? "service credential" : (serviceNames[service] ?? `${service} credential`)
  }
}

const serviceNames: Record<string, string | undefined> = {
  "bedrock.amazonaws.com": "Bedrock API key",
  "logs.amazonaws.com": "CloudWatch Logs API key",
  "codecommit.amazonaws.com": "CodeCommit credential",
  "cassandra.amazonaws.com": "Keyspaces credential",
}

/** How each form's ids begin; certificates have no mark of their own. */
export function formOfId(id: string): OtherForm | null {
  if (/^ACCA[A-Z0-9]{12,124}$/.test(id)) return "service-specific"
  if (/^APKA[A-Z0-9]{12,124}$/.test(id)) return "ssh-key"
  return /^[A-Z0-9]{24,128}$/.test(id) ? "signing-certificate" : null
}

/** "user/ACCA..." taken apart; the user is "" where only the id was given. Null when it is none. */
export function parseOtherIdentifier(
  given: string,
): { userName: string; form: OtherForm; id: string } | null {
  const parts = /^(?:([\w+=,.@-]{1,64})\/)?([A-Z0-9]{16,128})$/.exec(given)
  const form = parts ? formOfId(parts[2] ?? "") : null
  return parts && form ? { userName: parts[1] ?? "", form, id: parts[2] ?? "" } : null
}
