import type { XmlValue } from "../../http/xml.ts"
import { AwsError, noSuchEntity } from "../aws-error.ts"
import type { ManagedPolicy, PolicyHolder } from "../iam-state.ts"
import { uniqueId } from "../ids.ts"
import { findManaged } from "../policy/collect-policies.ts"
import { awsManagedPolicies } from "../policy/managed-policies.ts"
import { paginate } from "../query-params.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"
import { documentParam, encodedDocument, entityArn, listed, pathParam, tagList } from "./entities.ts"

const policyArn = (call: QueryCall) => call.params.required("PolicyArn")

export const managedPolicyOperations: QueryOperations = {
  CreatePolicy: {
    readOnly: false,
    resource: (call) => entityArn(call.account, "policy", call.params.name("PolicyName"), pathParam(call)),
    run(call) {
      const name = call.params.name("PolicyName")
      const arn = entityArn(call.account, "policy", name, pathParam(call))
      if (call.iam.policies.has(arn))
        throw new AwsError(
          "EntityAlreadyExists",
          `A policy called ${name} already exists. Duplicate names are not allowed.`,
          409,
        )
      const policy: ManagedPolicy = {
        arn,
        name,
        path: pathParam(call),
        id: uniqueId("ANPA"),
        description: call.params.text("Description"),
        createdAt: call.now,
        updatedAt: call.now,
        defaultVersion: "v1",
        versions: [{ id: "v1", document: sized(documentParam(call)), createdAt: call.now }],
        tags: call.params.tags(),
      }
      call.iam.policies.set(arn, policy)
      call.changed()
      return { Policy: policyXml(call, policy, false) }
    },
  },
  GetPolicy: {
    readOnly: true,
    resource: policyArn,
    run: (call) => ({ Policy: policyXml(call, named(call), true) }),
  },
  GetPolicyVersion: {
    readOnly: true,
    resource: policyArn,
    run(call) {
      const policy = named(call)
      const version = namedVersion(call, policy)
      return { PolicyVersion: versionXml(policy, version, true) }
    },
  },
  ListPolicyVersions: {
    readOnly: true,
    resource: policyArn,
    run(call) {
      const policy = named(call)
      return { Versions: policy.versions.map((each) => versionXml(policy, each, false)), IsTruncated: false }
    },
  },
  ListPolicies: {
    readOnly: true,
    resource: (call) => entityArn(call.account, "policy", ""),
    run(call) {
      const scope = call.params.text("Scope") ?? "All"
      const own = [...call.iam.policies.values()]
      const aws = [...awsManagedPolicies.values()]
      const all = scope === "Local" ? own : scope === "AWS" ? aws : [...own, ...aws]
      const attached = call.params.flag("OnlyAttached")
      const wanted = listed(all, call).filter((each) => !attached || holders(call, each.arn).length > 0)
      const { items, ...paging } = paginate(wanted, call.params)
      return { Policies: items.map((each) => policyXml(call, each, false)), ...paging }
    },
  },
  CreatePolicyVersion: {
    readOnly: false,
    resource: policyArn,
    run(call) {
      const policy = own(call)
      if (policy.versions.length >= 5)
        throw new AwsError(
          "LimitExceeded",
          "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
          409,
        )
      const highest = Math.max(...policy.versions.map((each) => Number(each.id.slice(1))))
      const version = { id: `v${highest + 1}`, document: sized(documentParam(call)), createdAt: call.now }
      policy.versions.unshift(version)
      if (call.params.flag("SetAsDefault")) policy.defaultVersion = version.id
      policy.updatedAt = call.now
      call.changed()
      return { PolicyVersion: versionXml(policy, version, false) }
    },
  },
  SetDefaultPolicyVersion: {
    readOnly: false,
    resource: policyArn,
    run(call) {
      const policy = own(call)
      policy.defaultVersion = namedVersion(call, policy).id
      policy.updatedAt = call.now
      call.changed()
      return undefined
    },
  },
  DeletePolicyVersion: {
    readOnly: false,
    resource: policyArn,
    run(call) {
      const policy = own(call)
      const version = namedVersion(call, policy)
      if (version.id === policy.defaultVersion)
        throw new AwsError("DeleteConflict", "Cannot delete the default version of a policy.", 409)
      policy.versions.splice(policy.versions.indexOf(version), 1)
      call.changed()
      return undefined
    },
  },
  DeletePolicy: {
    readOnly: false,
    resource: policyArn,
    run(call) {
      const policy = own(call)
      if (holders(call, policy.arn).length > 0)
        throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
      if (policy.versions.length > 1)
        throw new AwsError(
          "DeleteConflict",
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
          409,
        )
      call.iam.policies.delete(policy.arn)
      call.changed()
      return undefined
    },
  },
  ListEntitiesForPolicy: {
    readOnly: true,
    resource: policyArn,
    run(call) {
      const { arn } = named(call)
      const attached = (all: Iterable<PolicyHolder>) => [...all].filter((each) => each.attached.includes(arn))
      return {
        PolicyUsers: attached(call.iam.users.values()).map((each) => ({
          UserName: each.name,
          UserId: each.id,
        })),
        PolicyRoles: attached(call.iam.roles.values()).map((each) => ({
          RoleName: each.name,
          RoleId: each.id,
        })),
        PolicyGroups: attached(call.iam.groups.values()).map((each) => ({
          GroupName: each.name,
          GroupId: each.id,
        })),
        IsTruncated: false,
      }
    },
  },
}

function named(call: QueryCall): ManagedPolicy {
  const arn = policyArn(call)
  const policy = findManaged(call.iam, arn)
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`)
  return policy
}

function own(call: QueryCall): ManagedPolicy {
  const policy = named(call)
  if (!awsManagedPolicies.has(policy.arn)) return policy
  throw new AwsError("AccessDenied", `Cannot change AWS managed policy ${policy.arn}`, 403)
}

function namedVersion(call: QueryCall, policy: ManagedPolicy): ManagedPolicy["versions"][number] {
  const id = call.params.required("VersionId")
  const version = policy.versions.find((each) => each.id === id)
  if (version === undefined)
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`)
  return version
}

function sized(document: string): string {
  if (document.replace(/\s/g, "").length > 6144)
    throw new AwsError("LimitExceeded", "Cannot exceed quota for PolicySize: 6144", 409)
  return document
}

function holders(call: QueryCall, arn: string): PolicyHolder[] {
  const { users, roles, groups } = call.iam
  return [...users.values(), ...roles.values(), ...groups.values()].filter((each) =>
    each.attached.includes(arn),
  )
}

export function policyXml(
  call: QueryCall,
  policy: ManagedPolicy,
  withTags: boolean,
): { [name: string]: XmlValue } {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: holders(call, policy.arn).length,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    Description: withTags ? policy.description : undefined,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
    Tags: withTags ? tagList(policy.tags) : undefined,
  }
}

export function versionXml(
  policy: ManagedPolicy,
  version: ManagedPolicy["versions"][number],
  full: boolean,
): XmlValue {
  return {
    Document: full ? encodedDocument(version.document) : undefined,
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersion,
    CreateDate: new Date(version.createdAt),
  }
}
