import "server-only"
import { createHash } from "node:crypto"
import { getCACertificates } from "node:tls"
import { Batch } from "@aws-sdk/client-batch"
import { CloudFormation } from "@aws-sdk/client-cloudformation"
import { CloudTrail } from "@aws-sdk/client-cloudtrail"
import { CodeBuild } from "@aws-sdk/client-codebuild"
import { EC2 } from "@aws-sdk/client-ec2"
import { ECS } from "@aws-sdk/client-ecs"
import { EKS } from "@aws-sdk/client-eks"
import { EventBridge } from "@aws-sdk/client-eventbridge"
import { IAM } from "@aws-sdk/client-iam"
import { Identitystore } from "@aws-sdk/client-identitystore"
import { Lambda } from "@aws-sdk/client-lambda"
import { Organizations } from "@aws-sdk/client-organizations"
import { S3 } from "@aws-sdk/client-s3"
import { Scheduler } from "@aws-sdk/client-scheduler"
import { SFN } from "@aws-sdk/client-sfn"
import { SSM } from "@aws-sdk/client-ssm"
import { SSOAdmin } from "@aws-sdk/client-sso-admin"
import { STS } from "@aws-sdk/client-sts"
import { fromNodeProviderChain } from "@aws-sdk/credential-providers"
import type { ConnectorContext } from "../contract"
import { type AwsCredentials, assumeRole } from "./assume-role"
import {
  type AwsConfig,
  type AwsSecret,
  type AwsService,
  awsSecret,
  globalRegion,
  parseAwsConfig,
} from "./config"
import { fetchHandler } from "./fetch-handler"
import { guardClient } from "./guard-client"
import { PlatformClock } from "./platform-clock"

export type { Event as CloudTrailEvent, GetEventSelectorsResponse } from "@aws-sdk/client-cloudtrail"
export type { ContextEntry, EvaluationResult } from "@aws-sdk/client-iam"

/** The services of one connection. `region` defaults to the connection's first; IAM is global. */
export type AwsApi = {
  config: AwsConfig
  clock: PlatformClock
  iam: IAM
  sts: STS
  cloudTrail: (region?: string) => CloudTrail
  s3: (region?: string) => S3
  /** A regional endpoint of STS: AssumeRoot is answered by no other. */
  stsIn: (region: string) => STS
  organizations: Organizations
  ssoAdmin: (region?: string) => SSOAdmin
  identityStore: (region?: string) => Identitystore
  eks: (region?: string) => EKS
  ec2: (region?: string) => EC2
  ecs: (region?: string) => ECS
  lambda: (region?: string) => Lambda
  cloudFormation: (region?: string) => CloudFormation
  batch: (region?: string) => Batch
  stepFunctions: (region?: string) => SFN
  codeBuild: (region?: string) => CodeBuild
  ssm: (region?: string) => SSM
  eventBridge: (region?: string) => EventBridge
  scheduler: (region?: string) => Scheduler
}

/** For calls that change nothing: the SDK repeats them up to twice. Failures are thrown as PlatformErrors. */
export function readAws(ctx: ConnectorContext): AwsApi {
  return openApi(ctx, false)
}

/** For calls that change something: sent once, and a lost answer says that it may have happened. */
export function writeAws(ctx: ConnectorContext): AwsApi {
  return openApi(ctx, true)
}

type Pool = {
  clock: PlatformClock
  now: () => Date
  credentials: () => Promise<AwsCredentials>
  /** Who takes the role for us; absent in the other modes. */
  base?: STS
  clients: Map<string, { destroy: () => void }>
  memory: Memory
}
type Memory = Map<string, { value: Promise<unknown>; until: number }>

/** STS as the identity that takes the connection's role; null where the connection acts as itself. */
export function baseSts(ctx: ConnectorContext): STS | null {
  const { base } = findPool(ctx, parseAwsConfig(ctx.config))
  return base ? guardClient(base, { signal: ctx.signal, write: false, service: "STS" }) : null
}

/** Where `remember` keeps answers of this access. */
export function sessionMemory(ctx: ConnectorContext): Memory {
  return findPool(ctx, parseAwsConfig(ctx.config)).memory
}

const maxPools = 64
const pools = new Map<string, Pool>()
const poolsByFetch = new WeakMap<typeof fetch, Map<string, Pool>>()

function openApi(ctx: ConnectorContext, write: boolean): AwsApi {
  const config = parseAwsConfig(ctx.config)
  const pool = findPool(ctx, config)
  const home = config.regions[0] ?? "us-east-1"
  const take = <T extends { destroy: () => void }>(name: string, service: string, make: () => T): T => {
    const key = `${name} ${write}`
    // Each name is made by one call site only, so what is kept under it has that site's class.
    const client = (pool.clients.get(key) as T | undefined) ?? make()
    pool.clients.set(key, client)
    return guardClient(client, { signal: ctx.signal, write, service })
  }
  const settings = (service: AwsService, region: string) => ({
    ...transport({ ctx, config, pool, service, region, maxAttempts: write ? 1 : 3 }),
    credentials: pool.credentials,
  })
  const regional =
    <T extends { destroy: () => void }>(
      service: AwsService,
      title: string,
      make: (given: ReturnType<typeof settings>) => T,
    ) =>
    (region = home) =>
      take(`${service} ${region}`, `${title} in ${region}`, () => make(settings(service, region)))
  return {
    config,
    clock: pool.clock,
    get iam() {
      return take("iam", "IAM", () => watchIam(new IAM(settings("iam", home)), pool))
    },
    get sts() {
      return take("sts", "STS", () => watchSts(new STS(settings("sts", home)), pool))
    },
    cloudTrail: regional("cloudtrail", "CloudTrail", (given) => new CloudTrail(given)),
    s3: (region = home) =>
      take(`s3 ${region}`, "S3", () => {
        const custom = config.endpoints.s3 !== undefined
        return new S3({ ...settings("s3", region), forcePathStyle: custom, followRegionRedirects: !custom })
      }),
    stsIn: (region) =>
      take(`sts ${region}`, `STS in ${region}`, () => watchSts(new STS(settings("sts", region)), pool)),
    get organizations() {
      // One endpoint per partition; the SDK finds it from any region of it.
      return take(
        "organizations",
        "Organizations",
        () => new Organizations(settings("organizations", globalRegion(config))),
      )
    },
    ssoAdmin: regional("sso-admin", "Identity Center", (given) => new SSOAdmin(given)),
    identityStore: regional("identitystore", "Identity Store", (given) => new Identitystore(given)),
    eks: regional("eks", "EKS", (given) => new EKS(given)),
    ec2: regional("ec2", "EC2", (given) => new EC2(given)),
    ecs: regional("ecs", "ECS", (given) => new ECS(given)),
    lambda: regional("lambda", "Lambda", (given) => new Lambda(given)),
    cloudFormation: regional("cloudformation", "CloudFormation", (given) => new CloudFormation(given)),
    batch: regional("batch", "Batch", (given) => new Batch(given)),
    stepFunctions: regional("states", "Step Functions", (given) => new SFN(given)),
    codeBuild: regional("codebuild", "CodeBuild", (given) => new CodeBuild(given)),
    ssm: regional("ssm", "Systems Manager", (given) => new SSM(given)),
    eventBridge: regional("events", "EventBridge", (given) => new EventBridge(given)),
    scheduler: regional("scheduler", "EventBridge Scheduler", (given) => new Scheduler(given)),
  }
}

/** Clients are kept per way of access, so that sessions and sockets are used again. */
function findPool(ctx: ConnectorContext, config: AwsConfig): Pool {
  const secret = awsSecret.parse(ctx.secret)
  const key = createHash("sha256")
    .update(JSON.stringify([ctx.connectionId, config, secret, ctx.operator, ctx.incidentReference]))
    .digest("hex")
  const shelf = ctx.fetch ? (poolsByFetch.get(ctx.fetch) ?? new Map<string, Pool>()) : pools
  if (ctx.fetch) poolsByFetch.set(ctx.fetch, shelf)
  const found = shelf.get(key)
  const clock = found?.clock ?? new PlatformClock()
  const pool: Pool = found ?? {
    clock,
    now: ctx.now,
    ...credentialsFor(ctx, config, secret, clock),
    clients: new Map(),
    memory: new Map(),
  }
  shelf.delete(key)
  shelf.set(key, pool)
  const oldest = shelf.size > maxPools ? shelf.keys().next().value : undefined
  if (oldest !== undefined) {
    for (const client of shelf.get(oldest)?.clients.values() ?? []) client.destroy()
    shelf.delete(oldest)
  }
  return pool
}

/** What we sign with. The SDK keeps the answer and asks again before a session ends. */
function credentialsFor(
  ctx: ConnectorContext,
  config: AwsConfig,
  secret: AwsSecret,
  clock: PlatformClock,
): Pick<Pool, "credentials" | "base"> {
  const stored = (accessKeyId: string) => async () => ({ accessKeyId, ...requireSecret(secret) })
  const server = (profile?: string) => fromNodeProviderChain(profile ? { profile } : {})
  if (config.mode === "keys") return { credentials: stored(config.accessKeyId) }
  if (config.mode === "server") return { credentials: server(config.profile) }
  const base = config.base === "keys" ? stored(config.accessKeyId ?? "") : server(config.profile)
  const region = config.regions[0] ?? "us-east-1"
  const sts = watchSts(
    new STS({
      ...transport({ ctx, config, pool: { clock, now: ctx.now }, service: "sts", region, maxAttempts: 2 }),
      credentials: base,
    }),
    { clock, now: ctx.now },
  )
  // Not bound to one caller's signal: the session outlives the call that asked for it first.
  const credentials = () =>
    assumeRole(sts, config, { operator: ctx.operator, reference: ctx.incidentReference })
  return { credentials, base: sts }
}

function requireSecret(secret: AwsSecret): { secretAccessKey: string; sessionToken?: string } {
  if (secret === null) return { secretAccessKey: "not-set" }
  const { secretAccessKey, sessionToken } = secret
  return sessionToken ? { secretAccessKey, sessionToken } : { secretAccessKey }
}

function transport(input: {
  ctx: Pick<ConnectorContext, "fetch" | "now">
  config: AwsConfig
  pool: Pick<Pool, "clock" | "now">
  service: AwsService
  region: string
  maxAttempts: number
}) {
  const { ctx, config, service, region, maxAttempts } = input
  const endpoint = config.endpoints[service]
  const requestTimeout = service === "s3" ? 60_000 : 8000
  const ca = config.caCertificate ? { ca: [...getCACertificates("default"), config.caCertificate] } : {}
  return {
    region,
    maxAttempts,
    ...(endpoint ? { endpoint } : {}),
    customUserAgent: [["firebreak", "1"]] satisfies [string, string][],
    systemClockOffset: Math.round((ctx.now().getTime() - Date.now()) / 1000) * 1000,
    requestHandler: ctx.fetch
      ? fetchHandler(ctx.fetch, requestTimeout)
      : {
          connectionTimeout: 3000,
          requestTimeout,
          throwOnRequestTimeout: true,
          httpAgent: { keepAlive: true, maxSockets: 25 },
          httpsAgent: { keepAlive: true, maxSockets: 25, ...ca },
        },
  }
}

/** Middleware that lets the pool's clock read the Date header of every answer. */
function readDate(pool: Pick<Pool, "clock" | "now">) {
  return <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) =>
    async (args: Args): Promise<Result> => {
      const sentAt = pool.now()
      const result = await next(args)
      const { response } = result
      if (typeof response === "object" && response !== null && "headers" in response) {
        const headers = response.headers as Record<string, string>
        pool.clock.observe(headers.date, sentAt, pool.now())
      }
      return result
    }
}

const clockStep = { step: "deserialize", name: "readPlatformClock", priority: "low" } as const

function watchIam(client: IAM, pool: Pick<Pool, "clock" | "now">): IAM {
  client.middlewareStack.add(readDate(pool), clockStep)
  return client
}

function watchSts(client: STS, pool: Pick<Pool, "clock" | "now">): STS {
  client.middlewareStack.add(readDate(pool), clockStep)
  return client
}
