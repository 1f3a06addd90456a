import type { z } from "zod"
import { anyDefinition } from "../any-action"
import type { ActionDefinition, ConnectorDefinition, JsonObject } from "../contract"
import { policyFor } from "./access-policy"
import { awsConfig, awsSecret, awsServices, needsSecret, parseAwsConfig } from "./config"
import { deactivateAccessKeyDefinition } from "./deactivate-access-key-definition"
import { deactivateAccessKeysDefinition } from "./deactivate-access-keys-definition"
import { denyOlderSessionsDefinition } from "./deny-older-sessions-definition"
import { denyRoleDefinition } from "./deny-role-definition"
import { denyRoleSessionDefinition } from "./deny-role-session-definition"
import { denyUserDefinition } from "./deny-user-definition"
import { requiredPermissions } from "./required-permissions"
import { restoreBucketObjectsDefinition } from "./restore-bucket-objects-definition"

const awsActionDefinitions: readonly ActionDefinition[] = [
  anyDefinition(deactivateAccessKeysDefinition),
  anyDefinition(deactivateAccessKeyDefinition),
  anyDefinition(denyUserDefinition),
  anyDefinition(denyRoleDefinition),
  anyDefinition(denyOlderSessionsDefinition),
  anyDefinition(denyRoleSessionDefinition),
  anyDefinition(restoreBucketObjectsDefinition),
]

export const awsDefinition: ConnectorDefinition = {
  id: "aws",
  title: "AWS",
  // Every field is JSON; the optional ones are what the general type does not say.
  config: awsConfig as unknown as z.ZodType<JsonObject>,
  secret: awsSecret as unknown as z.ZodType<JsonObject | null>,
  needsSecret: (config) => needsSecret(parseAwsConfig(config)),
  leastPolicy: policyFor(requiredPermissions(awsActionDefinitions), {
    partition: "aws",
    accountId: "*",
    trailBuckets: [],
    own: [],
  }),
  credentialKinds: [
    {
      kind: "aws.iam-user",
      title: "IAM user",
      placeholder: "arn:aws:iam::123456789012:user/claude-code-infra",
      help: "Every access key of the user and all its sessions are cut off.",
      pattern: /^arn:aws[a-z-]*:iam::\d{12}:user\/[\w+=,.@/-]+$/,
    },
    {
      kind: "aws.role",
      title: "IAM role",
      placeholder: "arn:aws:iam::123456789012:role/deploy",
      help: "The role's sessions are cut off; who else uses it is shown before the press.",
      pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    },
    {
      kind: "aws.access-key",
      title: "Access key",
      placeholder: "AKIAIOSFODNN7EXAMPLE",
      help: "One long-term key. The user behind it is found by itself.",
      pattern: /^A[KS]IA[A-Z0-9]{12,124}$/,
    },
    {
      kind: "aws.role-session",
      title: "Role session",
      placeholder: "arn:aws:sts::123456789012:assumed-role/deploy/agent-4711",
      help: "One session of a role, by its name.",
      pattern: /^arn:aws[a-z-]*:sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+$/,
    },
    {
      kind: "aws.secret",
      title: "Secret that was read",
      placeholder: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-db",
      help: "A password or token that the agent read. No connector can revoke it: it is rotated by hand.",
      byHand: "No connector can revoke it. It is rotated where it was issued.",
    },
  ],
  services: awsServices,
  actions: awsActionDefinitions,
}
