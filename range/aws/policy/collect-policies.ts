import type { Caller } from "../caller.ts"
import type { IamState, ManagedPolicy, PolicyHolder, User } from "../iam-state.ts"
import type { NamedPolicy } from "./evaluate-policies.ts"
import { awsManagedPolicies } from "./managed-policies.ts"
import { parsePolicy } from "./parse-policy.ts"

/** A managed policy, AWS's or the account's own. */
export function findManaged(iam: IamState, arn: string): ManagedPolicy | undefined {
  return awsManagedPolicies.get(arn) ?? iam.policies.get(arn)
}

export function managedDocument(policy: ManagedPolicy): string {
  return policy.versions.find((version) => version.id === policy.defaultVersion)?.document ?? "{}"
}

/** Inline, attached and group policies of a user or a role. */
export function identityPolicies(iam: IamState, holder: PolicyHolder, kind: "user" | "role"): NamedPolicy[] {
  const own = holderPolicies(iam, holder, kind)
  if (kind === "role") return own
  const groups = (holder as User).groups ?? []
  return own.concat(
    groups.flatMap((name) => {
      const group = iam.groups.get(name)
      return group === undefined ? [] : holderPolicies(iam, group, "group")
    }),
  )
}

function holderPolicies(iam: IamState, holder: PolicyHolder, kind: "user" | "role" | "group"): NamedPolicy[] {
  const inline = Object.entries(holder.inline).map(([name, document]): NamedPolicy => {
    return { name: `${kind}_${holder.name}_${name}`, type: kind, policy: parsePolicy(document, "identity") }
  })
  return inline.concat(holder.attached.flatMap((arn) => managed(iam, arn)))
}

export function boundaryPolicies(iam: IamState, holder: { boundary?: string }): NamedPolicy[] | undefined {
  if (holder.boundary === undefined) return undefined
  return managed(iam, holder.boundary).map((each) => ({ ...each, type: "boundary" }))
}

/** Undefined: no session policy, so nothing is narrowed. */
export function sessionPolicies(caller: Caller): NamedPolicy[] | undefined {
  const documents = caller.session?.policies ?? []
  if (documents.length === 0) return undefined
  return documents.map((document, i) => ({
    name: `session-policy-${i + 1}`,
    type: "session",
    policy: parsePolicy(document, "identity"),
  }))
}

function managed(iam: IamState, arn: string): NamedPolicy[] {
  const policy = findManaged(iam, arn)
  if (policy === undefined) return []
  const type = awsManagedPolicies.has(arn) ? "aws-managed" : "user-managed"
  return [{ name: policy.name, type, policy: parsePolicy(managedDocument(policy), "identity") }]
}
