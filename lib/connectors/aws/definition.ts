import type { z } from "zod"
import { anyDefinition } from "../any-action"
import type { ActionDefinition, ConnectorDefinition, JsonObject } from "../contract"
import { policyFor } from "./access-policy"
import { barFromTrustDefinition } from "./bar-from-trust-definition"
import { awsConfig, awsSecret, awsServices, needsSecret, parseAwsConfig } from "./config"
import { awsCredentialKinds } from "./credential-kinds"
import { deactivateAccessKeyDefinition } from "./deactivate-access-key-definition"
import { deactivateAccessKeysDefinition } from "./deactivate-access-keys-definition"
import { deactivateOtherCredentialDefinition } from "./deactivate-other-credential-definition"
import { deactivateOtherCredentialsDefinition } from "./deactivate-other-credentials-definition"
import { deleteLoginProfileDefinition } from "./delete-login-profile-definition"
import { deleteRootCredentialsDefinition } from "./delete-root-credentials-definition"
import { denyFederatedSessionDefinition } from "./deny-federated-session-definition"
import { denyOlderSessionsDefinition } from "./deny-older-sessions-definition"
import { denyRoleDefinition } from "./deny-role-definition"
import { denyRoleSessionDefinition } from "./deny-role-session-definition"
import { denyRoleSourceDefinition } from "./deny-role-source-definition"
import { denySsoUserDefinition } from "./deny-sso-user-definition"
import { denyUserDefinition } from "./deny-user-definition"
import { denyUserSessionDefinition } from "./deny-user-session-definition"
import { guardDestructionDefinition } from "./guard-destruction-definition"
import { quarantinePrincipalDefinition } from "./quarantine-principal-definition"
import { removeAwsAuthMappingDefinition } from "./remove-aws-auth-mapping-definition"
import { removeEksAccessEntryDefinition } from "./remove-eks-access-entry-definition"
import { requiredPermissions } from "./required-permissions"
import { restoreBucketObjectsDefinition } from "./restore-bucket-objects-definition"
import { stopDefinitions } from "./stop-definitions"

const awsActionDefinitions: readonly ActionDefinition[] = [
  anyDefinition(deactivateAccessKeysDefinition),
  anyDefinition(deactivateAccessKeyDefinition),
  anyDefinition(denyUserDefinition),
  anyDefinition(denyRoleDefinition),
  anyDefinition(denyOlderSessionsDefinition),
  anyDefinition(denyRoleSessionDefinition),
  anyDefinition(denyRoleSourceDefinition),
  anyDefinition(barFromTrustDefinition),
  anyDefinition(denyUserSessionDefinition),
  anyDefinition(denyFederatedSessionDefinition),
  anyDefinition(deactivateOtherCredentialsDefinition),
  anyDefinition(deactivateOtherCredentialDefinition),
  anyDefinition(deleteLoginProfileDefinition),
  anyDefinition(removeEksAccessEntryDefinition),
  anyDefinition(removeAwsAuthMappingDefinition),
  anyDefinition(denySsoUserDefinition),
  anyDefinition(quarantinePrincipalDefinition),
  anyDefinition(guardDestructionDefinition),
  anyDefinition(deleteRootCredentialsDefinition),
  ...stopDefinitions,
  anyDefinition(restoreBucketObjectsDefinition),
]

const required = requiredPermissions(awsActionDefinitions)
const anywhere = { partition: "aws", accountId: "*", trailBuckets: [], own: [] }

export const awsDefinition: ConnectorDefinition = {
  id: "aws",
  title: "AWS",
  // Every field is JSON; the optional ones are what the general type does not say.
  config: awsConfig as unknown as z.ZodType<JsonObject>,
  secret: awsSecret as unknown as z.ZodType<JsonObject | null>,
  needsSecret: (config) => needsSecret(parseAwsConfig(config)),
  leastPolicy: policyFor(
    required.filter((each) => each.purpose !== "organization"),
    anywhere,
  ),
  organizationPolicy: policyFor(
    required.filter((each) => each.purpose === "organization"),
    anywhere,
  ),
  credentialKinds: awsCredentialKinds,
  services: awsServices,
  actions: awsActionDefinitions,
}
