/** What an organisation's IAM Identity Center holds. */
export interface IdentityCenter {
  instanceArn: string
  identityStoreId: string
  region: string
  users: Map<string, DirectoryUser>
  groups: Map<string, { id: string; name: string }>
  memberships: Map<string, { id: string; groupId: string; userId: string }>
  permissionSets: Map<string, PermissionSet>
  assignments: Assignment[]
  /** Asynchronous work by request id. */
  requests: Map<string, CenterRequest>
}

export interface DirectoryUser {
  id: string
  name: string
  displayName: string
  email: string
}

export interface PermissionSet {
  arn: string
  name: string
  description: string
  createdAt: number
  managed: string[]
  /** The set's own policy; "" when it has none. */
  inline: string
  /** What each account's role was last given: behind the set until it is provisioned again. */
  provisioned: Map<string, { roleName: string; managed: string[]; inline: string }>
}

export interface Assignment {
  accountId: string
  permissionSetArn: string
  principalType: "USER" | "GROUP"
  principalId: string
}

export interface CenterRequest {
  id: string
  kind: "provision" | "create-assignment" | "delete-assignment"
  permissionSetArn: string
  accountIds: string[]
  assignment?: Assignment
  createdAt: number
  /** When the work is done; the status is IN_PROGRESS before. */
  dueAt: number
  done: boolean
  failure: string
}

/** Every permission set that a user reaches, in its own name or by a group. */
export function assignmentsOf(center: IdentityCenter, userId: string): Assignment[] {
  const groups = [...center.memberships.values()]
    .filter((each) => each.userId === userId)
    .map((each) => each.groupId)
  return center.assignments.filter((each) =>
    each.principalType === "USER" ? each.principalId === userId : groups.includes(each.principalId),
  )
}
