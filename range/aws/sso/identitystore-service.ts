import { AwsError } from "../aws-error.ts"
import { type JsonCall, type JsonObject, type JsonOperation, jsonService } from "../json-service.ts"
import type { DirectoryUser, IdentityCenter } from "./identity-center.ts"
import { centerOf, inputText } from "./sso-call.ts"

const operations: Record<string, JsonOperation> = {
  DescribeUser: {
    readOnly: true,
    run(call) {
      const center = storeOf(call)
      return userOf(center, foundUser(center, inputText(call.input, "UserId")))
    },
  },
  ListUsers: {
    readOnly: true,
    run(call) {
      const center = storeOf(call)
      return { Users: [...center.users.values()].map((each) => userOf(center, each)) }
    },
  },
  GetUserId: {
    readOnly: true,
    run(call) {
      const center = storeOf(call)
      const wanted = uniqueAttribute(call.input)
      const user = [...center.users.values()].find((each) =>
        wanted.path.toLowerCase() === "username" ? each.name === wanted.value : each.email === wanted.value,
      )
      if (!user) throw notFound("USER not found.")
      return { IdentityStoreId: center.identityStoreId, UserId: user.id }
    },
  },
  DescribeGroup: {
    readOnly: true,
    run(call) {
      const center = storeOf(call)
      const group = center.groups.get(inputText(call.input, "GroupId"))
      if (!group) throw notFound("GROUP not found.")
      return { GroupId: group.id, DisplayName: group.name, IdentityStoreId: center.identityStoreId }
    },
  },
  ListGroupMembershipsForMember: {
    readOnly: true,
    run(call) {
      const center = storeOf(call)
      const member = call.input.MemberId
      const userId =
        typeof member === "object" && member !== null && !Array.isArray(member) ? member.UserId : undefined
      return {
        GroupMemberships: [...center.memberships.values()]
          .filter((each) => each.userId === userId)
          .map((each) => ({
            IdentityStoreId: center.identityStoreId,
            MembershipId: each.id,
            GroupId: each.groupId,
            MemberId: { UserId: each.userId },
          })),
      }
    },
  },
  DeleteGroupMembership: {
    readOnly: false,
    run(call) {
      const center = storeOf(call)
      if (!center.memberships.delete(inputText(call.input, "MembershipId")))
        throw notFound("MEMBERSHIP not found.")
      call.context.changed = true
      return {}
    },
  },
}

export const identitystoreService = jsonService("identitystore", operations)

function storeOf(call: JsonCall): IdentityCenter {
  const { center } = centerOf(call)
  if (inputText(call.input, "IdentityStoreId") !== center.identityStoreId)
    throw notFound("The identity store does not exist.")
  return center
}

function foundUser(center: IdentityCenter, id: string): DirectoryUser {
  const user = center.users.get(id)
  if (user) return user
  throw notFound("USER not found.")
}

function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, 400)
}

function uniqueAttribute(input: JsonObject): { path: string; value: string } {
  const alternate = input.AlternateIdentifier
  const unique =
    typeof alternate === "object" && alternate !== null && !Array.isArray(alternate)
      ? alternate.UniqueAttribute
      : undefined
  if (typeof unique === "object" && unique !== null && !Array.isArray(unique))
    return { path: String(unique.AttributePath ?? ""), value: String(unique.AttributeValue ?? "") }
  throw new AwsError("ValidationException", "AlternateIdentifier is required.", 400)
}

function userOf(center: IdentityCenter, user: DirectoryUser): JsonObject {
  return {
    IdentityStoreId: center.identityStoreId,
    UserId: user.id,
    UserName: user.name,
    DisplayName: user.displayName,
    Emails: [{ Value: user.email, Type: "work", Primary: true }],
  }
}
