import { AwsError, noSuchEntity } from "../aws-error.ts"
import type { AccessKey, User } from "../iam-state.ts"
import { secretKey, uniqueId } from "../ids.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"
import { findUser, holderFacts, userArn, userName } from "./entities.ts"

const keysPerUser = 2
const facts = (call: QueryCall) => holderFacts(call, "User")

export const accessKeyOperations: QueryOperations = {
  CreateAccessKey: {
    readOnly: false,
    resource: userArn,
    facts,
    run(call) {
      const user = findUser(call.iam, userName(call))
      if (user.keys.length >= keysPerUser)
        throw new AwsError("LimitExceeded", `Cannot exceed quota for AccessKeysPerUser: ${keysPerUser}`, 409)
      const key: AccessKey = {
        id: uniqueId("AKIA"),
        secret: secretKey(),
        status: "Active",
        createdAt: call.now,
      }
      user.keys.push(key)
      call.context.world.ownKey(key.id, call.account)
      call.changed()
      return {
        AccessKey: {
          UserName: user.name,
          AccessKeyId: key.id,
          Status: key.status,
          SecretAccessKey: key.secret,
          CreateDate: new Date(key.createdAt),
        },
      }
    },
  },
  ListAccessKeys: {
    readOnly: true,
    resource: userArn,
    facts,
    run(call) {
      const user = findUser(call.iam, userName(call))
      return {
        AccessKeyMetadata: user.keys.map((key) => ({
          UserName: user.name,
          AccessKeyId: key.id,
          Status: key.status,
          CreateDate: new Date(key.createdAt),
        })),
        IsTruncated: false,
      }
    },
  },
  UpdateAccessKey: {
    readOnly: false,
    resource: userArn,
    facts,
    run(call) {
      const [, key] = findKey(call)
      const status = call.params.required("Status")
      if (status !== "Active" && status !== "Inactive")
        throw new AwsError(
          "ValidationError",
          `1 validation error detected: Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive, Expired]`,
        )
      if (key.status !== status) {
        key.status = status
        call.changed()
      }
      return undefined
    },
  },
  DeleteAccessKey: {
    readOnly: false,
    resource: userArn,
    facts,
    run(call) {
      const [user, key] = findKey(call)
      user.keys.splice(user.keys.indexOf(key), 1)
      call.changed()
      return undefined
    },
  },
  GetAccessKeyLastUsed: {
    readOnly: true,
    resource: () => "*",
    run(call) {
      const id = call.params.required("AccessKeyId")
      const isRoot = call.iam.root.keys.some((key) => key.id === id)
      const user = [...call.iam.users.values()].find((each) => each.keys.some((key) => key.id === id))
      if (user === undefined && !isRoot)
        throw new AwsError(
          "AccessDenied",
          `User: ${call.caller.arn} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${id}`,
          403,
        )
      const used = call.account.keyUse.get(id)
      return {
        UserName: user?.name ?? "<root_account>",
        AccessKeyLastUsed: used
          ? { LastUsedDate: new Date(used.at), ServiceName: used.service, Region: used.region }
          : { ServiceName: "N/A", Region: "N/A" },
      }
    },
  },
}

function findKey(call: QueryCall): [User, AccessKey] {
  const id = call.params.required("AccessKeyId")
  const user = findUser(call.iam, userName(call))
  const key = user.keys.find((each) => each.id === id)
  if (key === undefined) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`)
  return [user, key]
}
