import { awsDefinition } from "./aws/definition"
import type { ConnectorDefinition } from "./contract"
import type { CredentialKind } from "./credential-kind"

/** Every connector, for forms, pages and docs. Browser-safe. */
export const connectorDefinitions: readonly ConnectorDefinition[] = [awsDefinition]

export function findConnectorDefinition(id: string): ConnectorDefinition | undefined {
  return connectorDefinitions.find((d) => d.id === id)
}

export function findCredentialKind(kind: string): CredentialKind | undefined {
  return connectorDefinitions.flatMap((d) => d.credentialKinds).find((k) => k.kind === kind)
}

/** "IAM user" for "aws.iam-user"; the kind itself when no connector names it. */
export function credentialKindTitle(kind: string): string {
  return findCredentialKind(kind)?.title ?? kind
}
