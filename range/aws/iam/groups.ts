import { AwsError } from "../aws-error.ts"
import { uniqueId } from "../ids.ts"
import { paginate } from "../query-params.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"
import {
  entityArn,
  findGroup,
  findUser,
  groupArn,
  groupXml,
  listed,
  pathParam,
  userArn,
  userName,
  userXml,
} from "./entities.ts"

const namedGroup = (call: QueryCall) => findGroup(call.iam, call.params.name("GroupName"))

export const groupOperations: QueryOperations = {
  CreateGroup: {
    readOnly: false,
    resource: groupArn,
    run(call) {
      const name = call.params.name("GroupName")
      if (call.iam.groups.has(name))
        throw new AwsError("EntityAlreadyExists", `Group with name ${name} already exists.`, 409)
      const path = pathParam(call)
      const arn = entityArn(call.account, "group", name, path)
      const group = { name, path, id: uniqueId("AGPA"), arn, createdAt: call.now, inline: {}, attached: [] }
      call.iam.groups.set(name, group)
      call.changed()
      return { Group: groupXml(group) }
    },
  },
  GetGroup: {
    readOnly: true,
    resource: groupArn,
    run(call) {
      const group = namedGroup(call)
      const members = [...call.iam.users.values()].filter((user) => user.groups.includes(group.name))
      const { items, ...paging } = paginate(members, call.params)
      return { Group: groupXml(group), Users: items.map((user) => userXml(user, false)), ...paging }
    },
  },
  ListGroups: {
    readOnly: true,
    resource: (call) => entityArn(call.account, "group", ""),
    run(call) {
      const { items, ...paging } = paginate(listed(call.iam.groups.values(), call), call.params)
      return { Groups: items.map(groupXml), ...paging }
    },
  },
  ListGroupsForUser: {
    readOnly: true,
    resource: userArn,
    run(call) {
      const user = findUser(call.iam, userName(call))
      const { items, ...paging } = paginate(user.groups, call.params)
      return { Groups: items.map((name) => groupXml(findGroup(call.iam, name))), ...paging }
    },
  },
  DeleteGroup: {
    readOnly: false,
    resource: groupArn,
    run(call) {
      const group = namedGroup(call)
      if ([...call.iam.users.values()].some((user) => user.groups.includes(group.name)))
        throw new AwsError("DeleteConflict", "Cannot delete entity, must remove users from group first.", 409)
      call.iam.groups.delete(group.name)
      call.changed()
      return undefined
    },
  },
  AddUserToGroup: {
    readOnly: false,
    resource: groupArn,
    run(call) {
      const group = namedGroup(call)
      const user = findUser(call.iam, call.params.name("UserName"))
      if (!user.groups.includes(group.name)) {
        user.groups.push(group.name)
        call.changed()
      }
      return undefined
    },
  },
  RemoveUserFromGroup: {
    readOnly: false,
    resource: groupArn,
    run(call) {
      const group = namedGroup(call)
      const user = findUser(call.iam, call.params.name("UserName"))
      const at = user.groups.indexOf(group.name)
      if (at >= 0) {
        user.groups.splice(at, 1)
        call.changed()
      }
      return undefined
    },
  },
}
