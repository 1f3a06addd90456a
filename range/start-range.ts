import { randomBytes } from "node:crypto"
import { cloudtrailService } from "./aws/cloudtrail/cloudtrail-service.ts"
import { deliverTrailFiles } from "./aws/cloudtrail/deliver-trail-files.ts"
import { iamService } from "./aws/iam/iam-service.ts"
import { s3Service } from "./aws/s3/s3-service.ts"
import { stsService } from "./aws/sts/sts-service.ts"
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

export interface Endpoints {
  iam: string
  sts: string
  cloudtrail: string
  s3: string
}

export interface Range {
  endpoints: Endpoints
  control: { url: string; token: string }
  world: World
  /** Ms since the last control call or agent activity; for stopping when nobody needs the range. */
  idleMs(): number
  close(): Promise<void>
}

const services = { iam: iamService, sts: stsService, cloudtrail: cloudtrailService, s3: s3Service }

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
  const serve = async (name: keyof typeof services) => {
    const server = await listen(
      host,
      serveService(world, services[name], () => {}),
    )
    open.push(server)
    return `${advertised}:${server.port}`
  }
  const endpoints: Endpoints = {
    iam: await serve("iam"),
    sts: await serve("sts"),
    cloudtrail: await serve("cloudtrail"),
    s3: await serve("s3"),
  }
  const token = randomBytes(24).toString("base64url")
  const actors = new ActorRegistry(world, endpoints)
  const control = await listen(host, controlListener({ world, endpoints, actors, token, used }))
  open.push(control)
  const deliveries = setInterval(() => deliverTrailFiles(world), 1000)
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
