/** What an account's IAM holds. Plain data only: it is cloned on every write to model propagation. */
export interface IamState {
  users: Map<string, User>
  roles: Map<string, Role>
  groups: Map<string, Group>
  /** Customer-managed policies by ARN; AWS's own are in policy/managed-policies.ts. */
  policies: Map<string, ManagedPolicy>
  instanceProfiles: Map<string, InstanceProfile>
  /** What the root user can sign in with. */
  root: { keys: AccessKey[]; password: boolean }
}

/** Users, roles and groups carry policies in the same way. */
export interface PolicyHolder {
  name: string
  path: string
  id: string
  arn: string
  createdAt: number
  /** Inline policies, by name; the document's text as it was put. */
  inline: Record<string, string>
  /** ARNs of attached managed policies, in order of attachment. */
  attached: string[]
}

export interface User extends PolicyHolder {
  keys: AccessKey[]
  groups: string[]
  boundary?: string
  tags: Record<string, string>
  loginProfile?: { createdAt: number; passwordResetRequired: boolean }
  serviceCredentials?: ServiceCredential[]
  sshKeys?: UploadedCredential[]
  certificates?: UploadedCredential[]
}

/** A user name and password, or an API key, for one service: CodeCommit, Keyspaces, Bedrock, CloudWatch Logs. */
export interface ServiceCredential {
  id: string
  service: string
  status: "Active" | "Inactive"
  createdAt: number
  expiresAt?: number
}

/** An SSH public key (`APKA…`) or an X.509 signing certificate, as it was uploaded. */
export interface UploadedCredential {
  id: string
  body: string
  status: "Active" | "Inactive"
  createdAt: number
}

export interface AccessKey {
  id: string
  secret: string
  status: "Active" | "Inactive"
  createdAt: number
}

export interface Role extends PolicyHolder {
  trust: string
  description?: string
  maxSessionSeconds: number
  boundary?: string
  tags: Record<string, string>
}

export type Group = PolicyHolder

export interface ManagedPolicy {
  arn: string
  name: string
  path: string
  id: string
  description?: string
  createdAt: number
  updatedAt: number
  defaultVersion: string
  versions: { id: string; document: string; createdAt: number }[]
  tags: Record<string, string>
}

export interface InstanceProfile {
  name: string
  path: string
  id: string
  arn: string
  createdAt: number
  roles: string[]
}

export function emptyIam(): IamState {
  return {
    users: new Map(),
    roles: new Map(),
    groups: new Map(),
    policies: new Map(),
    instanceProfiles: new Map(),
    root: { keys: [], password: true },
  }
}
