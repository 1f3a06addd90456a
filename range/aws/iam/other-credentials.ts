import { AwsError, noSuchEntity } from "../aws-error.ts"
import { uniqueId } from "../ids.ts"
import { paginate } from "../query-params.ts"
import type { QueryCall, QueryOperation, QueryOperations } from "../query-service.ts"
import {
  entityArn,
  findRole,
  findUser,
  holderFacts,
  listed,
  roleArn,
  roleXml,
  userArn,
  userName,
} from "./entities.ts"

const facts = (call: QueryCall) => holderFacts(call, "User")

/** A credential kind the range does not issue: it is listed, and always empty. */
function emptyList(field: string): QueryOperation {
  return {
    readOnly: true,
    resource: userArn,
    facts,
    run(call) {
      findUser(call.iam, userName(call))
      return { [field]: [], IsTruncated: false }
    },
  }
}

export const otherCredentialOperations: QueryOperations = {
  ListMFADevices: emptyList("MFADevices"),
  CreateLoginProfile: {
    readOnly: false,
    resource: userArn,
    facts,
    run(call) {
      const user = findUser(call.iam, userName(call))
      if (user.loginProfile)
        throw new AwsError("EntityAlreadyExists", `Login Profile for user ${user.name} already exists.`, 409)
      user.loginProfile = {
        createdAt: call.now,
        passwordResetRequired: call.params.flag("PasswordResetRequired"),
      }
      call.changed()
      return { LoginProfile: profileXml(user.name, user.loginProfile) }
    },
  },
  GetLoginProfile: {
    readOnly: true,
    resource: userArn,
    facts,
    run(call) {
      const user = findUser(call.iam, userName(call))
      return { LoginProfile: profileXml(user.name, found(user.loginProfile, user.name)) }
    },
  },
  UpdateLoginProfile: {
    readOnly: false,
    resource: userArn,
    facts,
    run(call) {
      const user = findUser(call.iam, userName(call))
      found(user.loginProfile, user.name).passwordResetRequired = call.params.flag("PasswordResetRequired")
      call.changed()
      return undefined
    },
  },
  DeleteLoginProfile: {
    readOnly: false,
    resource: userArn,
    facts,
    run(call) {
      const user = findUser(call.iam, userName(call))
      found(user.loginProfile, user.name)
      user.loginProfile = undefined
      call.changed()
      return undefined
    },
  },
  ListInstanceProfiles: {
    readOnly: true,
    resource: (call) => entityArn(call.account, "instance-profile", ""),
    run(call) {
      const { items, ...paging } = paginate(listed(call.iam.instanceProfiles.values(), call), call.params)
      return { InstanceProfiles: items.map((each) => instanceProfileXml(call, each)), ...paging }
    },
  },
  ListInstanceProfilesForRole: {
    readOnly: true,
    resource: roleArn,
    run(call) {
      const role = findRole(call.iam, call.params.name("RoleName"))
      const all = [...call.iam.instanceProfiles.values()].filter((each) => each.roles.includes(role.name))
      const { items, ...paging } = paginate(all, call.params)
      return { InstanceProfiles: items.map((each) => instanceProfileXml(call, each)), ...paging }
    },
  },
  CreateInstanceProfile: {
    readOnly: false,
    resource: (call) => entityArn(call.account, "instance-profile", call.params.name("InstanceProfileName")),
    run(call) {
      const name = call.params.name("InstanceProfileName")
      if (call.iam.instanceProfiles.has(name))
        throw new AwsError("EntityAlreadyExists", `Instance Profile ${name} already exists.`, 409)
      const profile = {
        name,
        path: "/",
        id: uniqueId("AIPA"),
        arn: entityArn(call.account, "instance-profile", name),
        createdAt: call.now,
        roles: [],
      }
      call.iam.instanceProfiles.set(name, profile)
      call.changed()
      return { InstanceProfile: instanceProfileXml(call, profile) }
    },
  },
  AddRoleToInstanceProfile: {
    readOnly: false,
    resource: (call) => entityArn(call.account, "instance-profile", call.params.name("InstanceProfileName")),
    run(call) {
      const name = call.params.name("InstanceProfileName")
      const profile = call.iam.instanceProfiles.get(name)
      if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`)
      if (profile.roles.length > 0)
        throw new AwsError(
          "LimitExceeded",
          "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
          409,
        )
      profile.roles.push(findRole(call.iam, call.params.name("RoleName")).name)
      call.changed()
      return undefined
    },
  },
}

type Profile = { createdAt: number; passwordResetRequired: boolean }

function found(profile: Profile | undefined, name: string): Profile {
  if (profile === undefined) throw noSuchEntity(`Login Profile for User ${name} cannot be found.`)
  return profile
}

function profileXml(name: string, profile: Profile) {
  return {
    UserName: name,
    CreateDate: new Date(profile.createdAt),
    PasswordResetRequired: profile.passwordResetRequired,
  }
}

function instanceProfileXml(
  call: QueryCall,
  profile: { name: string; path: string; id: string; arn: string; createdAt: number; roles: string[] },
) {
  return {
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    Path: profile.path,
    CreateDate: new Date(profile.createdAt),
    Roles: profile.roles.map((name) => roleXml(findRole(call.iam, name), call.account)),
  }
}
