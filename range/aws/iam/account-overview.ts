import type { XmlValue } from "../../http/xml.ts"
import type { PolicyHolder } from "../iam-state.ts"
import { awsManagedPolicies } from "../policy/managed-policies.ts"
import { paginate } from "../query-params.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"
import { boundaryXml, encodedDocument, groupXml, roleXml, tagList, userXml } from "./entities.ts"
import { attachedXml } from "./holder-policies.ts"
import { policyXml, versionXml } from "./managed-policies.ts"

export const accountOverviewOperations: QueryOperations = {
  GetAccountAuthorizationDetails: {
    readOnly: true,
    resource: () => "*",
    run(call) {
      const filter = call.params.list("Filter")
      const wants = (type: string) => filter.length === 0 || filter.includes(type)
      const { users, roles, groups, policies } = call.iam
      const all: [string, XmlValue][] = [
        ...(wants("User")
          ? [...users.values()].map((each): [string, XmlValue] => ["user", userDetail(each)])
          : []),
        ...(wants("Group")
          ? [...groups.values()].map((each): [string, XmlValue] => [
              "group",
              { ...groupXml(each), ...policiesOf(each, "Group") },
            ])
          : []),
        ...(wants("Role")
          ? [...roles.values()].map((each): [string, XmlValue] => ["role", roleDetail(call, each)])
          : []),
        ...[
          ...(wants("LocalManagedPolicy") ? policies.values() : []),
          ...(wants("AWSManagedPolicy") ? awsManagedPolicies.values() : []),
        ].map((each): [string, XmlValue] => [
          "policy",
          {
            ...policyXml(call, each, false),
            PolicyVersionList: each.versions.map((version) => versionXml(each, version, true)),
          },
        ]),
      ]
      const { items, ...paging } = paginate(all, call.params)
      const of = (type: string) => items.filter(([each]) => each === type).map(([, value]) => value)
      return {
        UserDetailList: of("user"),
        GroupDetailList: of("group"),
        RoleDetailList: of("role"),
        Policies: of("policy"),
        ...paging,
      }
    },
  },
  ListAccountAliases: {
    readOnly: true,
    resource: () => "*",
    run: (call) => ({ AccountAliases: call.account.alias ? [call.account.alias] : [], IsTruncated: false }),
  },
  GetAccountSummary: {
    readOnly: true,
    resource: () => "*",
    run: (call) => ({
      SummaryMap: new Map([
        ["Users", call.iam.users.size],
        ["Roles", call.iam.roles.size],
        ["Groups", call.iam.groups.size],
        ["Policies", call.iam.policies.size],
        ["AccountMFAEnabled", 1],
        ["AccountAccessKeysPresent", call.iam.root.keys.length > 0 ? 1 : 0],
        ["AccountPasswordPresent", call.iam.root.password ? 1 : 0],
      ]),
    }),
  },
}

function policiesOf(holder: PolicyHolder, kind: "User" | "Role" | "Group"): { [name: string]: XmlValue } {
  return {
    [`${kind}PolicyList`]: Object.entries(holder.inline).map(([PolicyName, document]) => ({
      PolicyName,
      PolicyDocument: encodedDocument(document),
    })),
    AttachedManagedPolicies: holder.attached.map(attachedXml),
  }
}

function userDetail(user: Parameters<typeof userXml>[0]): XmlValue {
  return { ...userXml(user), GroupList: user.groups, ...policiesOf(user, "User"), Tags: tagList(user.tags) }
}

function roleDetail(call: QueryCall, role: Parameters<typeof roleXml>[0]): XmlValue {
  const profiles = [...call.iam.instanceProfiles.values()].filter((each) => each.roles.includes(role.name))
  return {
    ...roleXml(role, call.account),
    MaxSessionDuration: undefined,
    Description: undefined,
    PermissionsBoundary: boundaryXml(role.boundary),
    InstanceProfileList: profiles.map((each) => ({
      InstanceProfileName: each.name,
      InstanceProfileId: each.id,
      Arn: each.arn,
      Path: each.path,
      CreateDate: new Date(each.createdAt),
      Roles: [],
    })),
    ...policiesOf(role, "Role"),
    Tags: tagList(role.tags),
  }
}
