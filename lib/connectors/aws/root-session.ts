import "server-only"
import type { ConnectorContext } from "../contract"
import { PlatformError } from "../platform-error"
import { readAws, writeAws } from "./client"
import { awsPartition } from "./config"
import { rootTaskArn } from "./delete-root-credentials-definition"
import { remember } from "./remember"

/** Whether the organisation's root access is centralised, so that its members' root credentials can be deleted. */
export function isRootCentralised(org: ConnectorContext): Promise<boolean> {
  return remember(org, "root-features", 60_000, async () => {
    const { EnabledFeatures } = await readAws(org).iam.listOrganizationsFeatures({})
    return EnabledFeatures?.includes("RootCredentialsManagement") ?? false
  })
}

/** A context that acts as the member's root for 15 minutes, for the one task of deleting root's credentials. */
export async function openRootSession(org: ConnectorContext, accountId: string): Promise<ConnectorContext> {
  const { config } = readAws(org)
  const region = config.regions[0] ?? "us-east-1"
  // Its calls change root only with what comes out of it: opening it is safe to repeat, so it counts as no write.
  const { Credentials } = await readAws(org)
    .stsIn(region)
    .assumeRoot({
      TargetPrincipal: accountId,
      TaskPolicyArn: { arn: rootTaskArn(awsPartition(config)) },
      DurationSeconds: 900,
    })
  if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey || !Credentials.SessionToken)
    throw new PlatformError({
      kind: "unexpected",
      message: "AssumeRoot answered without credentials.",
      mayHaveHappened: false,
      retryable: true,
    })
  const { endpoints, caCertificate, propagationSeconds, regions } = config
  return {
    ...org,
    config: {
      mode: "keys",
      accessKeyId: Credentials.AccessKeyId,
      ...{ endpoints, propagationSeconds, regions },
      ...(caCertificate ? { caCertificate } : {}),
    },
    secret: {
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    },
  }
}

export type RootState = { keys: boolean; certificates: boolean; password: boolean | null }

/** What root can sign in with, by the account's own summary. `password` is null where AWS does not say. */
export async function readRootState(ctx: ConnectorContext): Promise<RootState> {
  const { SummaryMap = {} } = await readAws(ctx).iam.getAccountSummary({})
  const of = (name: string): number | undefined => (SummaryMap as Record<string, number | undefined>)[name]
  const password = of("AccountPasswordPresent")
  return {
    keys: (of("AccountAccessKeysPresent") ?? 0) > 0,
    certificates: (of("AccountSigningCertificatesPresent") ?? 0) > 0,
    password: password === undefined ? null : password > 0,
  }
}

/** Deletes what root can sign in with. Returns the ids of keys and certificates and whether there was a password. */
export async function deleteRootCredentials(
  root: ConnectorContext,
): Promise<{ keys: string[]; certificates: string[]; password: boolean; requestIds: string[] }> {
  const { iam } = readAws(root)
  const write = writeAws(root).iam
  const [listed, certified] = await Promise.all([iam.listAccessKeys({}), iam.listSigningCertificates({})])
  const keys = (listed.AccessKeyMetadata ?? []).map((key) => key.AccessKeyId ?? "").filter(Boolean)
  const certificates = (certified.Certificates ?? []).map((each) => each.CertificateId ?? "").filter(Boolean)
  const requestIds: string[] = []
  for (const AccessKeyId of keys)
    requestIds.push((await write.deleteAccessKey({ AccessKeyId })).$metadata.requestId ?? "")
  for (const CertificateId of certificates)
    requestIds.push((await write.deleteSigningCertificate({ CertificateId })).$metadata.requestId ?? "")
  const password = await write.deleteLoginProfile({}).then(
    (answer) => {
      requestIds.push(answer.$metadata.requestId ?? "")
      return true
    },
    (error: { kind?: string }) => {
      if (error.kind === "not_found") return false
      throw error
    },
  )
  return { keys, certificates, password, requestIds: requestIds.filter(Boolean) }
}
