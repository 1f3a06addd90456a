import { randomBytes } from "node:crypto"
import { cloudtrailService } from "./aws/cloudtrail/cloudtrail-service.ts"
import { deliverTrailFiles } from "./aws/cloudtrail/deliver-trail-files.ts"
import { clusterListener } from "./aws/eks/cluster-listener.ts"
import { setClusterAddress } from "./aws/eks/clusters.ts"
import { eksService } from "./aws/eks/eks-service.ts"
import { iamService } from "./aws/iam/iam-service.ts"
import { organizationsService } from "./aws/organizations/organizations-service.ts"
import { s3Service } from "./aws/s3/s3-service.ts"
import { identitystoreService } from "./aws/sso/identitystore-service.ts"
import { settleIdentityCenter } from "./aws/sso/provision.ts"
import { ssoAdminService } from "./aws/sso/sso-admin-service.ts"
import { stsService } from "./aws/sts/sts-service.ts"
import type { ServiceName, WireService } from "./aws/wire-service.ts"
import { batchService } from "./aws/work/batch-service.ts"
import { cloudformationService } from "./aws/work/cloudformation-service.ts"
import { codebuildService } from "./aws/work/codebuild-service.ts"
import { ec2Service } from "./aws/work/ec2-service.ts"
import { ecsService } from "./aws/work/ecs-service.ts"
import { eventsService } from "./aws/work/events-service.ts"
import { lambdaService } from "./aws/work/lambda-service.ts"
import { schedulerService } from "./aws/work/scheduler-service.ts"
import { ssmService } from "./aws/work/ssm-service.ts"
import { statesService } from "./aws/work/states-service.ts"
import { World } from "./aws/world.ts"
import { type Clock, type Delay, systemClock } from "./clock.ts"
import { ActorRegistry } from "./control/actor-registry.ts"
import { controlListener } from "./control/control-listener.ts"
import { type Listening, listen } from "./http/listen.ts"
import { serveService } from "./http/serve-service.ts"
import { CallLog } from "./record/call-log.ts"
import { Faults } from "./record/faults.ts"

export interface RangeOptions {
  clock?: Clock
  /** How long IAM writes take to reach authorisation, ms; [3000, 4000] unless told, 0 for benches. */
  propagationMs?: Delay
  /** How long records take to reach LookupEvents and trail files, ms; [10000, 20000] unless told. */
  deliveryMs?: Delay
  /** Added to every AWS call, ms. */
  latencyMs?: number
  /** Interface to listen on. */
  host?: string
  /** Scheme and host under which others reach the range; the ports are appended. */
  advertise?: string
}

/** One address per service, by the name that connections use for it. */
export type Endpoints = Record<ServiceName, string>

export interface Range {
  endpoints: Endpoints
  control: { url: string; token: string }
  world: World
  /** Ms since the last control call or agent activity; for stopping when nobody needs the range. */
  idleMs(): number
  close(): Promise<void>
}

/** Every service of AWS that the range speaks; each gets a port of its own. */
const services: Record<ServiceName, WireService> = {
  iam: iamService,
  sts: stsService,
  cloudtrail: cloudtrailService,
  s3: s3Service,
  organizations: organizationsService,
  "sso-admin": ssoAdminService,
  identitystore: identitystoreService,
  eks: eksService,
  batch: batchService,
  cloudformation: cloudformationService,
  codebuild: codebuildService,
  ec2: ec2Service,
  ecs: ecsService,
  events: eventsService,
  lambda: lambdaService,
  scheduler: schedulerService,
  ssm: ssmService,
  states: statesService,
}

/** Starts the practice cloud on free ports. It keeps everything in memory: what it held is gone when it stops. */
export async function startRange(options: RangeOptions = {}): Promise<Range> {
  const host = options.host ?? "127.0.0.1"
  const advertised = (options.advertise ?? `http://${host}`).replace(/\/+$/, "")
  const faults = new Faults()
  faults.latencyMs = options.latencyMs ?? 0
  const world = new World(
    {
      clock: options.clock ?? systemClock,
      propagation: options.propagationMs ?? [3000, 4000],
      delivery: options.deliveryMs ?? [10_000, 20_000],
    },
    new CallLog(),
    faults,
  )
  let lastUsed = Date.now()
  const used = () => {
    lastUsed = Date.now()
  }
  const open: Listening[] = []
  const serve = async ([name, service]: [string, WireService]) => {
    const server = await listen(
      host,
      serveService(world, service, () => {}),
    )
    open.push(server)
    return [name, `${advertised}:${server.port}`]
  }
  // The table's keys are the names; fromEntries forgets them.
  const endpoints = Object.fromEntries(await Promise.all(Object.entries(services).map(serve))) as Endpoints
  const clusters = await listen(host, clusterListener(world))
  open.push(clusters)
  setClusterAddress(world, `${advertised}:${clusters.port}`)
  const token = randomBytes(24).toString("base64url")
  const actors = new ActorRegistry(world, endpoints)
  const control = await listen(host, controlListener({ world, endpoints, actors, token, used }))
  open.push(control)
  const deliveries = setInterval(() => {
    deliverTrailFiles(world)
    for (const organization of world.organizations) settleIdentityCenter(world, organization)
  }, 1000)
  deliveries.unref()
  return {
    endpoints,
    control: { url: `${advertised}:${control.port}`, token },
    world,
    idleMs: () => (actors.running ? 0 : Date.now() - lastUsed),
    async close() {
      clearInterval(deliveries)
      await actors.stopAll()
      await Promise.all(open.map((server) => server.close()))
    },
  }
}
