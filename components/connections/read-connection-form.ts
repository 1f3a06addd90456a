import type { CreateConnectionInput } from "@/lib/connections/schema"
import type { JsonObject } from "@/lib/connectors/contract"

const services = ["iam", "sts", "cloudtrail", "s3"] as const
export type ServiceName = (typeof services)[number]
export const serviceNames: readonly ServiceName[] = services

export type FormRead = {
  name: string
  config: CreateConnectionInput["config"]
  /** Absent when nothing was typed: what is stored is kept. */
  secret?: CreateConnectionInput["secret"]
}

/** What the form of an AWS connection says. Empty fields are left out; the server says what is missing. */
export function readConnectionForm(form: FormData): FormRead {
  const text = (name: string) => String(form.get(name) ?? "").trim()
  const given = (name: string, as = name) => (text(name) ? { [as]: text(name) } : {})
  const mode = text("mode")
  const base = text("base") || "server"
  const usesKeys = mode === "keys" || (mode === "assume-role" && base === "keys")
  const endpoints = Object.fromEntries([
    ...services.flatMap((service) =>
      text(`endpoint-${service}`) ? [[service, text(`endpoint-${service}`)]] : [],
    ),
    ...text("otherEndpoints")
      .split("\n")
      .map((line) => line.trim().split(/[\s=]+/))
      .filter(([service]) => service)
      .map(([service, address = ""]) => [service, address]),
  ])
  const config = {
    mode,
    ...(mode === "assume-role" ? { base, roleArn: text("roleArn"), ...given("externalId") } : {}),
    ...(usesKeys ? given("accessKeyId") : given("profile")),
    regions: text("regions")
      .split(/[\s,]+/)
      .filter(Boolean),
    endpoints,
    ...given("caCertificate"),
    ...(text("propagationSeconds") ? { propagationSeconds: Number(text("propagationSeconds")) } : {}),
    trailBuckets: text("trailBuckets")
      .split("\n")
      .map(readBucket)
      .filter((each) => each.bucket !== ""),
    ...readOrganization(text),
  }
  const secret = {
    secretAccessKey: text("secretAccessKey"),
    ...given("sessionToken"),
  }
  return {
    name: text("name"),
    config,
    ...(usesKeys && secret.secretAccessKey ? { secret } : {}),
  }
}

/** Nothing when no field of it is filled in; the server says what is missing when only some are. */
function readOrganization(text: (name: string) => string): {
  organization?: Record<string, string | string[]>
} {
  const exceptArns = text("organizationExceptArns").split(/\s+/).filter(Boolean)
  const [roleArn, externalId, region] = ["RoleArn", "ExternalId", "Region"].map((name) =>
    text(`organization${name}`),
  )
  if (!roleArn && !externalId && !region && exceptArns.length === 0) return {}
  return {
    organization: {
      roleArn: roleArn ?? "",
      ...(externalId ? { externalId } : {}),
      ...(region ? { region } : {}),
      exceptArns,
    },
  }
}

/** A field of the stored organisation as text for the form; "" when it is absent. */
export function organizationText(config: JsonObject | undefined, name: string): string {
  const organization = config?.organization
  if (!organization || typeof organization !== "object" || Array.isArray(organization)) return ""
  const value = organization[name]
  if (Array.isArray(value)) return value.join("\n")
  return typeof value === "string" ? value : ""
}

/** "my-trail/some/prefix" as bucket and prefix. */
function readBucket(line: string): { bucket: string; prefix: string } {
  const [bucket = "", ...rest] = line
    .trim()
    .replace(/^s3:\/\//, "")
    .split("/")
  return { bucket, prefix: rest.join("/") }
}

/** A stored config's field as text for the form; "" when it is absent. */
export function configText(config: JsonObject | undefined, name: string): string {
  const value = config?.[name]
  if (typeof value === "string" || typeof value === "number") return String(value)
  if (!Array.isArray(value)) return ""
  return name === "trailBuckets"
    ? value
        .map((each) =>
          each && typeof each === "object" && !Array.isArray(each)
            ? [each.bucket, each.prefix].filter(Boolean).join("/")
            : "",
        )
        .join("\n")
    : value.join(", ")
}

/** Addresses of the services that have no field of their own, one a line. */
export function otherEndpointsText(config: JsonObject | undefined): string {
  const endpoints = config?.endpoints
  if (!endpoints || typeof endpoints !== "object" || Array.isArray(endpoints)) return ""
  return Object.entries(endpoints)
    .filter(([service, address]) => !serviceNames.some((one) => one === service) && address)
    .map(([service, address]) => `${service} ${address}`)
    .join("\n")
}

export function endpointText(config: JsonObject | undefined, service: ServiceName): string {
  const endpoints = config?.endpoints
  if (!endpoints || typeof endpoints !== "object" || Array.isArray(endpoints)) return ""
  const url = endpoints[service]
  return typeof url === "string" ? url : ""
}
