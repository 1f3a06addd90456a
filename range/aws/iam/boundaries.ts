import { noSuchEntity } from "../aws-error.ts"
import { findManaged } from "../policy/collect-policies.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"
import { findRole, findUser, holderArn, holderFacts } from "./entities.ts"

function holder(call: QueryCall, kind: "User" | "Role"): { boundary?: string } {
  const name = call.params.name(`${kind}Name`)
  return kind === "User" ? findUser(call.iam, name) : findRole(call.iam, name)
}

export function boundaryOperations(kind: "User" | "Role"): QueryOperations {
  const resource = (call: QueryCall) => holderArn(call, kind)
  return {
    [`Put${kind}PermissionsBoundary`]: {
      readOnly: false,
      resource,
      facts: (call) => ({
        ...holderFacts(call, kind),
        "iam:PermissionsBoundary": call.params.text("PermissionsBoundary"),
      }),
      run(call) {
        const target = holder(call, kind)
        const arn = call.params.required("PermissionsBoundary")
        if (findManaged(call.iam, arn) === undefined)
          throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`)
        if (target.boundary !== arn) {
          target.boundary = arn
          call.changed()
        }
        return undefined
      },
    },
    [`Delete${kind}PermissionsBoundary`]: {
      readOnly: false,
      resource,
      facts: (call) => holderFacts(call, kind),
      run(call) {
        const target = holder(call, kind)
        if (target.boundary === undefined)
          throw noSuchEntity(
            `${kind} ${call.params.name(`${kind}Name`)} does not have a permission boundary.`,
          )
        target.boundary = undefined
        call.changed()
        return undefined
      },
    },
  }
}
