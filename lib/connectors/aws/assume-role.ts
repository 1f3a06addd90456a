import "server-only"
import type { AwsConfig } from "./config"
import { toPlatformError } from "./errors"

export type AwsCredentials = {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}

type RoleConfig = Extract<AwsConfig, { mode: "assume-role" }>
type AssumeRoleInput = {
  RoleArn: string
  RoleSessionName: string
  DurationSeconds: number
  ExternalId?: string
  SourceIdentity?: string
}
type AssumeRoleAnswer = {
  Credentials?: {
    AccessKeyId?: string | undefined
    SecretAccessKey?: string | undefined
    SessionToken?: string | undefined
    Expiration?: Date | undefined
  }
}

/**
 * A session of the connection's role, one hour long (the most that a chained session may have). The operator is its
 * source identity, so that the account's own log says who asked; a trust policy without `sts:SetSourceIdentity` refuses
 * that, and then the session is taken without it.
 */
export async function assumeRole(
  sts: { assumeRole: (input: AssumeRoleInput) => Promise<AssumeRoleAnswer> },
  config: RoleConfig,
  { operator, reference }: { operator: string; reference: string },
): Promise<AwsCredentials> {
  const input = {
    RoleArn: config.roleArn,
    RoleSessionName: `firebreak-${nameSafe(reference)}`.slice(0, 64),
    DurationSeconds: 3600,
    ...(config.externalId ? { ExternalId: config.externalId } : {}),
  }
  const sourceIdentity = nameSafe(operator).slice(0, 64)
  try {
    const answer = await sts
      .assumeRole(sourceIdentity.length >= 2 ? { ...input, SourceIdentity: sourceIdentity } : input)
      .catch((error: unknown) => {
        if (toPlatformError(error, { write: false, service: "STS" }).code !== "AccessDenied") throw error
        return sts.assumeRole(input)
      })
    const given = answer.Credentials
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken)
      throw new Error("AssumeRole answered without credentials")
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      ...(given.Expiration ? { expiration: given.Expiration } : {}),
    }
  } catch (error) {
    throw toPlatformError(error, { write: false, service: `STS (taking the role ${config.roleArn})` })
  }
}

/** Letters, digits and _+=,.@- only: what session names and source identities may hold. */
function nameSafe(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[^\w+=,.@-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
}
