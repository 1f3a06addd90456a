import { AwsError } from "../aws-error.ts"
import { uniqueId } from "../ids.ts"
import { paginate } from "../query-params.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"
import { checkTrustPrincipals, checkTrustQuota, forgetPrincipal } from "./check-trust-principals.ts"
import {
  documentParam,
  entityArn,
  findRole,
  holderFacts,
  listed,
  pathParam,
  roleArn,
  roleXml,
  tagList,
} from "./entities.ts"

const facts = (call: QueryCall) => holderFacts(call, "Role")
const namedRole = (call: QueryCall) => findRole(call.iam, call.params.name("RoleName"))

export const roleOperations: QueryOperations = {
  CreateRole: {
    readOnly: false,
    resource: roleArn,
    facts: (call) => ({ "iam:PermissionsBoundary": call.params.text("PermissionsBoundary") }),
    run(call) {
      const name = call.params.name("RoleName", 64)
      if (call.iam.roles.has(name))
        throw new AwsError("EntityAlreadyExists", `Role with name ${name} already exists.`, 409)
      const trust = documentParam(call, "AssumeRolePolicyDocument", "trust")
      checkTrustPrincipals(call, trust)
      const path = pathParam(call)
      const role = {
        name,
        path,
        id: uniqueId("AROA"),
        arn: entityArn(call.account, "role", name, path),
        createdAt: call.now,
        trust,
        description: call.params.text("Description"),
        maxSessionSeconds: call.params.number("MaxSessionDuration", 3600, 3600, 43_200),
        boundary: call.params.text("PermissionsBoundary"),
        inline: {},
        attached: [],
        tags: call.params.tags(),
      }
      call.iam.roles.set(name, role)
      call.changed()
      return { Role: roleXml(role, call.account) }
    },
  },
  GetRole: {
    readOnly: true,
    resource: roleArn,
    facts,
    run: (call) => ({ Role: roleXml(namedRole(call), call.account) }),
  },
  ListRoles: {
    readOnly: true,
    resource: (call) => entityArn(call.account, "role", ""),
    run(call) {
      const { items, ...paging } = paginate(listed(call.iam.roles.values(), call), call.params)
      return { Roles: items.map((role) => roleXml(role, call.account, false)), ...paging }
    },
  },
  DeleteRole: {
    readOnly: false,
    resource: roleArn,
    facts,
    run(call) {
      const role = namedRole(call)
      const profiles = [...call.iam.instanceProfiles.values()].some((each) => each.roles.includes(role.name))
      const holds: [boolean, string][] = [
        [Object.keys(role.inline).length > 0, "delete policies"],
        [role.attached.length > 0, "detach all policies"],
        [profiles, "remove roles from instance profile"],
      ]
      const first = holds.find(([held]) => held)
      if (first) throw new AwsError("DeleteConflict", `Cannot delete entity, must ${first[1]} first.`, 409)
      call.iam.roles.delete(role.name)
      forgetPrincipal(call, role)
      call.changed()
      return undefined
    },
  },
  UpdateAssumeRolePolicy: {
    readOnly: false,
    resource: roleArn,
    facts,
    run(call) {
      const role = namedRole(call)
      const trust = documentParam(call, "PolicyDocument", "trust")
      checkTrustPrincipals(call, trust)
      checkTrustQuota(role.name, trust)
      if (role.trust !== trust) {
        role.trust = trust
        call.changed()
      }
      return undefined
    },
  },
  UpdateRole: {
    readOnly: false,
    resource: roleArn,
    facts,
    run(call) {
      const role = namedRole(call)
      role.description = call.params.text("Description") ?? role.description
      role.maxSessionSeconds = call.params.number("MaxSessionDuration", role.maxSessionSeconds, 3600, 43_200)
      call.changed()
      return {}
    },
  },
  TagRole: {
    readOnly: false,
    resource: roleArn,
    facts,
    run(call) {
      Object.assign(namedRole(call).tags, call.params.tags())
      call.changed()
      return undefined
    },
  },
  UntagRole: {
    readOnly: false,
    resource: roleArn,
    facts,
    run(call) {
      const role = namedRole(call)
      for (const key of call.params.list("TagKeys")) delete role.tags[key]
      call.changed()
      return undefined
    },
  },
  ListRoleTags: {
    readOnly: true,
    resource: roleArn,
    facts,
    run: (call) => ({ Tags: tagList(namedRole(call).tags), IsTruncated: false }),
  },
}
