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
