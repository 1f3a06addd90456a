import { AwsError, noSuchEntity } from "../aws-error.ts"
import { uniqueId } from "../ids.ts"
import { findManaged } from "../policy/collect-policies.ts"
import { paginate } from "../query-params.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"
import { forgetPrincipal } from "./check-trust-principals.ts"
import {
  entityArn,
  findUser,
  holderFacts,
  listed,
  pathParam,
  tagList,
  userArn,
  userName,
  userXml,
} from "./entities.ts"

const facts = (call: QueryCall) => holderFacts(call, "User")

export const userOperations: QueryOperations = {
  CreateUser: {
    readOnly: false,
    resource: userArn,
    facts: (call) => ({ "iam:PermissionsBoundary": call.params.text("PermissionsBoundary") }),
    run(call) {
      const name = call.params.name("UserName", 64)
      if (call.iam.users.has(name))
        throw new AwsError("EntityAlreadyExists", `User with name ${name} already exists.`, 409)
      const path = pathParam(call)
      const boundary = call.params.text("PermissionsBoundary")
      if (boundary !== undefined && findManaged(call.iam, boundary) === undefined)
        throw noSuchEntity(`Scope ARN: ${boundary} does not exist or is not attachable.`)
      const user = {
        name,
        path,
        id: uniqueId("AIDA"),
        arn: entityArn(call.account, "user", name, path),
        createdAt: call.now,
        inline: {},
        attached: [],
        keys: [],
        groups: [],
        boundary,
        tags: call.params.tags(),
      }
      call.iam.users.set(name, user)
      call.changed()
      return { User: userXml(user) }
    },
  },
  GetUser: {
    readOnly: true,
    resource: userArn,
    facts,
    run: (call) => ({ User: userXml(findUser(call.iam, userName(call))) }),
  },
  ListUsers: {
    readOnly: true,
    resource: (call) => entityArn(call.account, "user", call.params.text("PathPrefix") ?? "", "/"),
    run(call) {
      const { items, ...paging } = paginate(listed(call.iam.users.values(), call), call.params)
      return { Users: items.map((user) => userXml(user, false)), ...paging }
    },
  },
  DeleteUser: {
    readOnly: false,
    resource: userArn,
    facts,
    run(call) {
      const user = findUser(call.iam, userName(call))
      const holds: [boolean, string][] = [
        [user.keys.length > 0, "delete access keys"],
        [Object.keys(user.inline).length > 0, "delete policies"],
        [user.attached.length > 0, "detach all policies"],
        [user.loginProfile !== undefined, "delete login profile"],
        [user.groups.length > 0, "remove users from group"],
        [(user.serviceCredentials ?? []).length > 0, "delete service specific credentials"],
        [(user.sshKeys ?? []).length > 0, "delete SSH public keys"],
        [(user.certificates ?? []).length > 0, "delete signing certificates"],
      ]
      const first = holds.find(([held]) => held)
      if (first) throw new AwsError("DeleteConflict", `Cannot delete entity, must ${first[1]} first.`, 409)
      call.iam.users.delete(user.name)
      forgetPrincipal(call, user)
      call.changed()
      return undefined
    },
  },
  TagUser: {
    readOnly: false,
    resource: userArn,
    facts,
    run(call) {
      const user = findUser(call.iam, userName(call))
      Object.assign(user.tags, call.params.tags())
      call.changed()
      return undefined
    },
  },
  UntagUser: {
    readOnly: false,
    resource: userArn,
    facts,
    run(call) {
      const user = findUser(call.iam, userName(call))
      for (const key of call.params.list("TagKeys")) delete user.tags[key]
      call.changed()
      return undefined
    },
  },
  ListUserTags: {
    readOnly: true,
    resource: userArn,
    facts,
    run: (call) => ({ Tags: tagList(findUser(call.iam, userName(call)).tags), IsTruncated: false }),
  },
}
