/** The forms of IAM and STS ARNs, taken apart. */
export type PrincipalArn = {
  partition: string
  accountId: string
  kind: "user" | "role" | "assumed-role" | "federated-user" | "root" | "other"
  /** Without its path; a session's role name. */
  name: string
  /** "/" or "/team/"; always "/" for sessions, whose ARN leaves the role's path out. */
  path: string
  /** Of assumed-role only. */
  sessionName: string
}

/** Null when it is no ARN of IAM or STS. */
export function parsePrincipalArn(arn: string): PrincipalArn | null {
  const parts = /^arn:(aws[a-z-]*):(iam|sts)::(\d{12}):(.+)$/.exec(arn)
  if (!parts) return null
  const [, partition = "", , accountId = "", rest = ""] = parts
  const base = { partition, accountId, path: "/", sessionName: "" }
  if (rest === "root") return { ...base, kind: "root", name: "root" }
  const [kind = "", ...segments] = rest.split("/")
  if (kind === "assumed-role")
    return { ...base, kind, name: segments[0] ?? "", sessionName: segments.slice(1).join("/") }
  if (kind === "federated-user") return { ...base, kind, name: segments.join("/") }
  if (kind === "user" || kind === "role") {
    const path = segments.slice(0, -1).join("/")
    return { ...base, kind, name: segments.at(-1) ?? "", path: path ? `/${path}/` : "/" }
  }
  return { ...base, kind: "other", name: rest }
}
