import { AwsError } from "../aws-error.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"

/** Roles of Identity Center and service-linked ones can be read, and edited by nobody but AWS. */
export function protectReserved(operations: QueryOperations): QueryOperations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      operation.readOnly
        ? operation
        : {
            ...operation,
            run: (call: QueryCall) => {
              refuseReserved(call)
              return operation.run(call)
            },
          },
    ]),
  )
}

function refuseReserved(call: QueryCall): void {
  const role = call.iam.roles.get(call.params.text("RoleName") ?? "")
  if (role && /^\/aws-(reserved|service-role)\//.test(role.path))
    throw new AwsError(
      "UnmodifiableEntity",
      `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
      400,
    )
}
