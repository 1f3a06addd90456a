import { AwsError, noSuchEntity } from "../aws-error.ts"
import type { ServiceCredential, User } from "../iam-state.ts"
import { secretKey, uniqueId } from "../ids.ts"
import { paginate } from "../query-params.ts"
import type { QueryCall, QueryOperation, QueryOperations } from "../query-service.ts"
import { entityArn, findUser, holderFacts, userArn, userName } from "./entities.ts"

const services = [
  "codecommit.amazonaws.com",
  "cassandra.amazonaws.com",
  "bedrock.amazonaws.com",
  "logs.amazonaws.com",
]
/** Services whose credential is one long-term API key, not a user name and a password. */
const apiKeys = ["bedrock.amazonaws.com", "logs.amazonaws.com"]
const perService = 2
const day = 86_400_000

const facts = (call: QueryCall) => holderFacts(call, "User")
const onUser = (operation: Pick<QueryOperation, "readOnly" | "run">): QueryOperation => ({
  resource: userArn,
  facts,
  ...operation,
})

export const serviceCredentialOperations: QueryOperations = {
  CreateServiceSpecificCredential: onUser({
    readOnly: false,
    run(call) {
      const user = findUser(call.iam, userName(call))
      const service = call.params.required("ServiceName")
      if (!services.includes(service))
        throw new AwsError(
          "NotSupportedService",
          `${service} does not support service-specific credentials`,
          404,
        )
      const held = user.serviceCredentials ?? []
      if (held.filter((each) => each.service === service).length >= perService)
        throw new AwsError(
          "LimitExceeded",
          `Cannot exceed quota for ServiceSpecificCredentialsPerUser: ${perService}`,
          409,
        )
      const days = call.params.text("CredentialAgeDays")
      const made: ServiceCredential = {
        id: uniqueId("ACCA"),
        service,
        status: "Active",
        createdAt: call.now,
        expiresAt: days === undefined ? undefined : call.now + Number(days) * day,
      }
      user.serviceCredentials = [...held, made]
      call.changed()
      const secret = apiKeys.includes(service)
        ? {
            ServiceCredentialAlias: `${user.name}-at-${call.account.id}`,
            ServiceCredentialSecret: secretKey(),
          }
        : { ServiceUserName: `${user.name}-at-${call.account.id}`, ServicePassword: secretKey() }
      return { ServiceSpecificCredential: { ...credentialXml(user, made), ...secret } }
    },
  }),
  ListServiceSpecificCredentials: {
    readOnly: true,
    resource: (call) => (call.params.flag("AllUsers") ? entityArn(call.account, "user", "*") : userArn(call)),
    facts: (call) => (call.params.flag("AllUsers") ? {} : facts(call)),
    run(call) {
      const wanted = call.params.text("ServiceName")
      const users = call.params.flag("AllUsers")
        ? [...call.iam.users.values()]
        : [findUser(call.iam, userName(call))]
      const all = users.flatMap((user) =>
        (user.serviceCredentials ?? [])
          .filter((each) => wanted === undefined || each.service === wanted)
          .map((each) => credentialXml(user, each)),
      )
      const { items, ...paging } = paginate(all, call.params)
      return { ServiceSpecificCredentials: items, ...paging }
    },
  },
  UpdateServiceSpecificCredential: onUser({
    readOnly: false,
    run(call) {
      const { credential } = named(call)
      const status = statusParam(call)
      if (credential.status !== status) {
        credential.status = status
        call.changed()
      }
      return undefined
    },
  }),
  DeleteServiceSpecificCredential: onUser({
    readOnly: false,
    run(call) {
      const { user, credential } = named(call)
      user.serviceCredentials = (user.serviceCredentials ?? []).filter((each) => each.id !== credential.id)
      call.changed()
      return undefined
    },
  }),
}

export function statusParam(call: QueryCall): "Active" | "Inactive" {
  const status = call.params.required("Status")
  if (status === "Active" || status === "Inactive") return status
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]`,
  )
}

function named(call: QueryCall): { user: User; credential: ServiceCredential } {
  const user = findUser(call.iam, userName(call))
  const id = call.params.required("ServiceSpecificCredentialId")
  const credential = user.serviceCredentials?.find((each) => each.id === id)
  if (credential === undefined) throw noSuchEntity(`No such credential ${id} exists for user ${user.name}`)
  return { user, credential }
}

function credentialXml(user: User, each: ServiceCredential) {
  return {
    UserName: user.name,
    ServiceSpecificCredentialId: each.id,
    ServiceName: each.service,
    Status: each.status,
    CreateDate: new Date(each.createdAt),
    ExpirationDate: each.expiresAt === undefined ? undefined : new Date(each.expiresAt),
  }
}
