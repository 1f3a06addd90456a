import "server-only"
import type { ConnectorContext, JsonObject } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { readAws } from "./client"
import { type AwsConfig, parseAwsConfig } from "./config"
import { ownIdentity } from "./own-identity"
import { parsePrincipalArn } from "./parse-arn"
import { remember } from "./remember"

/**
 * The same connection as Firebreak's role in the management account (or a delegated administrator); null where the
 * connection names none. Whoever takes the connection's own role takes this one.
 */
export function organizationContext(ctx: ConnectorContext): ConnectorContext | null {
  const config = parseAwsConfig(ctx.config)
  if (!config.organization) return null
  const { roleArn, externalId, region } = config.organization
  const regions = region ? [region, ...config.regions.filter((each) => each !== region)] : config.regions
  const { endpoints, caCertificate, propagationSeconds } = config
  const shared = { endpoints, propagationSeconds, regions, ...(caCertificate ? { caCertificate } : {}) }
  const given: JsonObject = {
    mode: "assume-role",
    roleArn,
    ...(externalId ? { externalId } : {}),
    ...baseOf(config),
    ...shared,
  }
  return { ...ctx, config: given }
}

function baseOf(config: AwsConfig): JsonObject {
  if (config.mode === "keys") return { base: "keys", accessKeyId: config.accessKeyId }
  const profile = config.profile ? { profile: config.profile } : {}
  if (config.mode === "server") return { base: "server", ...profile }
  return config.base === "keys" && config.accessKeyId
    ? { base: "keys", accessKeyId: config.accessKeyId }
    : { base: "server", ...profile }
}

/** The same, or a refusal that says what is missing. */
export function requireOrganization(ctx: ConnectorContext): ConnectorContext {
  const found = organizationContext(ctx)
  if (found) return found
  throw new PlatformError({
    kind: "refused",
    message:
      "This connection has no access to the organisation. Add Firebreak's role in the management account to it, under Organisation.",
    mayHaveHappened: false,
    retryable: false,
  })
}

export type OrganizationFacts = { id: string; managementAccountId: string }

/** Which organisation it is; throws what Organizations says. */
export function readOrganization(org: ConnectorContext): Promise<OrganizationFacts> {
  return remember(org, "organization", 10 * 60_000, async () => {
    const { Organization } = await readAws(org).organizations.describeOrganization({})
    return { id: Organization?.Id ?? "", managementAccountId: Organization?.MasterAccountId ?? "" }
  })
}

/**
 * ARNs that a control policy must never stop: exactly our own users and roles on this connection, and those that the
 * connection names besides. Exact, because a pattern is a name that an agent can give its own role.
 */
export function responderArns(ctx: ConnectorContext): Promise<string[]> {
  const config = parseAwsConfig(ctx.config)
  return remember(ctx, "responder-arns", 10 * 60_000, async () => {
    const { all } = await ownIdentity(ctx)
    const own = await Promise.all(
      all.map(async (each) => {
        const iam = `arn:${each.partition}:iam::${each.accountId}`
        if (each.kind === "user") return `${iam}:user${each.path}${each.name}`
        if (each.kind !== "assumed-role") return ""
        if (config.mode === "assume-role" && parsePrincipalArn(config.roleArn)?.name === each.name)
          return config.roleArn
        return roleArnOf(ctx, each.name, `${iam}:role/${each.name}`)
      }),
    )
    return [...new Set([...own, ...(config.organization?.exceptArns ?? [])])].filter(Boolean).sort()
  })
}

/** A session's ARN leaves the role's path out; only IAM knows it. */
async function roleArnOf(ctx: ConnectorContext, name: string, plain: string): Promise<string> {
  try {
    return (await readAws(ctx).iam.getRole({ RoleName: name })).Role?.Arn ?? plain
  } catch (error) {
    if (!isPlatformError(error)) throw error
    return plain
  }
}
