import "server-only"
import { anyHandler } from "../any-action"
import type { Connector } from "../contract"
import { assessAccount } from "./assess-account"
import { barFromTrust } from "./bar-from-trust"
import { checkAccess } from "./check-access"
import { deactivateAccessKey } from "./deactivate-access-key"
import { deactivateAccessKeys } from "./deactivate-access-keys"
import { deactivateOtherCredential } from "./deactivate-other-credential"
import { deactivateOtherCredentials } from "./deactivate-other-credentials"
import { awsDefinition } from "./definition"
import { deleteLoginProfile } from "./delete-login-profile"
import { deleteRootCredentials } from "./delete-root-credentials"
import { denyFederatedSession } from "./deny-federated-session"
import { denyOlderSessions } from "./deny-older-sessions"
import { denyRole } from "./deny-role"
import { denyRoleSession } from "./deny-role-session"
import { denyRoleSource } from "./deny-role-source"
import { denySsoUser } from "./deny-sso-user"
import { denyUser } from "./deny-user"
import { denyUserSession } from "./deny-user-session"
import { findRestoreOptions } from "./find-restore-options"
import { findRunningWork } from "./find-running-work"
import { guardDestruction } from "./guard-destruction"
import { proposeContainment } from "./propose-containment"
import { quarantinePrincipal } from "./quarantine-principal"
import { rankSuspects } from "./rank-suspects"
import { removeAwsAuthMapping } from "./remove-aws-auth-mapping"
import { removeEksAccessEntry } from "./remove-eks-access-entry"
import { resolveCredential } from "./resolve-credential"
import { restoreBucketObjects } from "./restore-bucket-objects"
import { stopHandlers } from "./stop-handlers"

export const awsConnector: Connector = {
  definition: awsDefinition,
  actions: [
    anyHandler(deactivateAccessKeys),
    anyHandler(deactivateAccessKey),
    anyHandler(denyUser),
    anyHandler(denyRole),
    anyHandler(denyOlderSessions),
    anyHandler(denyRoleSession),
    anyHandler(denyRoleSource),
    anyHandler(barFromTrust),
    anyHandler(denyUserSession),
    anyHandler(denyFederatedSession),
    anyHandler(deactivateOtherCredentials),
    anyHandler(deactivateOtherCredential),
    anyHandler(deleteLoginProfile),
    anyHandler(removeEksAccessEntry),
    anyHandler(removeAwsAuthMapping),
    anyHandler(denySsoUser),
    anyHandler(quarantinePrincipal),
    anyHandler(guardDestruction),
    anyHandler(deleteRootCredentials),
    ...stopHandlers,
    anyHandler(restoreBucketObjects),
  ],
  check: checkAccess,
  resolve: resolveCredential,
  proposeContainment,
  assess: assessAccount,
  rankSuspects,
  restoreOptions: findRestoreOptions,
  runningWork: findRunningWork,
}
