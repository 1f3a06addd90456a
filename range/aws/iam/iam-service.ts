import { IdentityError } from "../aws-error.ts"
import { queryService } from "../query-service.ts"
import { accessKeyOperations } from "./access-keys.ts"
import { accountOverviewOperations } from "./account-overview.ts"
import { boundaryOperations } from "./boundaries.ts"
import { groupOperations } from "./groups.ts"
import { holderPolicyOperations } from "./holder-policies.ts"
import { managedPolicyOperations } from "./managed-policies.ts"
import { otherCredentialOperations } from "./other-credentials.ts"
import { protectReserved } from "./protect-reserved.ts"
import { roleOperations } from "./roles.ts"
import { rootFeatureOperations, withRoot } from "./root-credentials.ts"
import { serviceCredentialOperations } from "./service-credentials.ts"
import { simulateOperations } from "./simulate.ts"
import { uploadedCredentialOperations } from "./uploaded-credentials.ts"
import { userOperations } from "./users.ts"

export const iamService = queryService({
  name: "iam",
  version: "2010-05-08",
  operations: protectReserved(
    withRoot({
      ...userOperations,
      ...accessKeyOperations,
      ...roleOperations,
      ...groupOperations,
      ...holderPolicyOperations("User"),
      ...holderPolicyOperations("Role"),
      ...holderPolicyOperations("Group"),
      ...boundaryOperations("User"),
      ...boundaryOperations("Role"),
      ...managedPolicyOperations,
      ...otherCredentialOperations,
      ...serviceCredentialOperations,
      ...uploadedCredentialOperations,
      ...accountOverviewOperations,
      ...simulateOperations,
      ...rootFeatureOperations,
    }),
  ),
  /** Sessions of GetSessionToken without MFA and of GetFederationToken may not call IAM at all. */
  admit(caller) {
    if (caller.session !== undefined && caller.session.kind !== "role" && !caller.root)
      throw new IdentityError("unknown-key", "The security token included in the request is invalid")
  },
})
