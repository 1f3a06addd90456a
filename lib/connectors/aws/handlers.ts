import "server-only"
import { anyHandler } from "../any-action"
import type { Connector } from "../contract"
import { assessAccount } from "./assess-account"
import { checkAccess } from "./check-access"
import { deactivateAccessKey } from "./deactivate-access-key"
import { deactivateAccessKeys } from "./deactivate-access-keys"
import { awsDefinition } from "./definition"
import { denyOlderSessions } from "./deny-older-sessions"
import { denyRole } from "./deny-role"
import { denyRoleSession } from "./deny-role-session"
import { denyUser } from "./deny-user"
import { findRestoreOptions } from "./find-restore-options"
import { proposeContainment } from "./propose-containment"
import { rankSuspects } from "./rank-suspects"
import { resolveCredential } from "./resolve-credential"
import { restoreBucketObjects } from "./restore-bucket-objects"

export const awsConnector: Connector = {
  definition: awsDefinition,
  actions: [
    anyHandler(deactivateAccessKeys),
    anyHandler(deactivateAccessKey),
    anyHandler(denyUser),
    anyHandler(denyRole),
    anyHandler(denyOlderSessions),
    anyHandler(denyRoleSession),
    anyHandler(restoreBucketObjects),
  ],
  check: checkAccess,
  resolve: resolveCredential,
  proposeContainment,
  assess: assessAccount,
  rankSuspects,
  restoreOptions: findRestoreOptions,
}
