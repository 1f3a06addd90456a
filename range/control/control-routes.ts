import type { Account } from "../aws/account.ts"
import { openSsoSession } from "../aws/sso/open-session.ts"
import type { FaultKind } from "../record/faults.ts"
import { assessTruth } from "../scenarios/assess-truth.ts"
import { createAccount, type ScenarioName, scenarioNames } from "../scenarios/create-account.ts"
import { ControlError } from "./control-error.ts"
import type { ControlContext } from "./control-listener.ts"

interface ControlRequest {
  parts: string[]
  query: Record<string, string>
  body: Record<string, unknown>
}

interface ControlRoute {
  method: "GET" | "POST" | "PATCH" | "DELETE"
  path: RegExp
  run(context: ControlContext, request: ControlRequest): unknown
}

export const controlRoutes: readonly ControlRoute[] = [
  { method: "GET", path: /^\/health$/, run: () => ({ ok: true }) },
  { method: "GET", path: /^\/config$/, run: (context) => configuration(context) },
  {
    method: "PATCH",
    path: /^\/config$/,
    run(context, { body }) {
      const { settings, faults } = context.world
      if (body.propagationMs !== undefined) settings.propagation = delay(body.propagationMs, "propagationMs")
      if (body.deliveryMs !== undefined) settings.delivery = delay(body.deliveryMs, "deliveryMs")
      if (body.latencyMs !== undefined) faults.latencyMs = milliseconds(body.latencyMs, "latencyMs")
      return configuration(context)
    },
  },
  {
    method: "POST",
    path: /^\/accounts$/,
    run(context, { body }) {
      const scenario = (body.scenario ?? "coding-agent") as ScenarioName
      if (!scenarioNames.includes(scenario))
        throw new ControlError(400, `scenario must be one of ${scenarioNames.join(", ")}`)
      const seed = body.seed === undefined ? undefined : milliseconds(body.seed, "seed")
      const created = createAccount(context.world, {
        scenario,
        seed,
        region: body.region === undefined ? undefined : String(body.region),
      })
      if (body.background !== false) context.actors.startBackground(accountOf(context, created.accountId))
      return { ...created, endpoints: context.endpoints, ...configuration(context) }
    },
  },
  {
    method: "GET",
    path: /^\/accounts$/,
    run: ({ world }) => ({
      accounts: [...world.accounts.values()].map((each) => ({ accountId: each.id, region: each.region })),
    }),
  },
  {
    method: "DELETE",
    path: /^\/accounts\/(\d{12})$/,
    async run(context, request) {
      const account = named(context, request)
      await context.actors.stop(account.id)
      context.world.removeAccount(account.id)
      return { removed: account.id }
    },
  },
  {
    // What a person signed in to Identity Center has in ~/.aws: for tests of what cuts that off.
    method: "POST",
    path: /^\/accounts\/(\d{12})\/sso-sessions$/,
    run(context, request) {
      const account = named(context, request)
      if (!account.organization) throw new ControlError(409, "This account is in no organisation")
      const session = openSsoSession(context.world, account.organization, {
        account,
        userName: String(request.body.userName),
        permissionSet: String(request.body.permissionSet),
      })
      return {
        accessKeyId: session.accessKeyId,
        secretAccessKey: session.secret,
        sessionToken: session.token,
        arn: session.arn,
      }
    },
  },
  {
    method: "PATCH",
    path: /^\/accounts\/(\d{12})\/organization$/,
    run(context, request) {
      const { organization } = named(context, request)
      if (!organization) throw new ControlError(409, "This account is in no organisation")
      const { scpEnabled, rootFeatures } = request.body
      if (typeof scpEnabled === "boolean") organization.state.scpEnabled = scpEnabled
      if (Array.isArray(rootFeatures)) organization.rootFeatures = rootFeatures.map(String)
      context.world.organizationChanged(organization, { settled: true })
      return { scpEnabled: organization.state.scpEnabled, rootFeatures: organization.rootFeatures }
    },
  },
  {
    method: "POST",
    path: /^\/accounts\/(\d{12})\/agent\/start$/,
    run: (context, request) => context.actors.startAgent(named(context, request), request.body),
  },
  {
    method: "POST",
    path: /^\/accounts\/(\d{12})\/agent\/stop$/,
    run: (context, request) => context.actors.stopAgent(named(context, request).id),
  },
  {
    method: "GET",
    path: /^\/accounts\/(\d{12})\/agent$/,
    run: (context, request) =>
      context.actors.report(named(context, request).id, Number(request.query.after ?? 0)),
  },
  {
    method: "GET",
    path: /^\/accounts\/(\d{12})\/truth$/,
    run: (context, request) => assessTruth(context.world, named(context, request)),
  },
  { method: "GET", path: /^\/calls$/, run: ({ world }, { query }) => ({ calls: world.calls.find(query) }) },
  { method: "DELETE", path: /^\/calls$/, run: ({ world }) => world.calls.clear() },
  { method: "GET", path: /^\/faults$/, run: ({ world }) => ({ faults: world.faults.list() }) },
  { method: "DELETE", path: /^\/faults$/, run: ({ world }) => world.faults.clear() },
  {
    method: "POST",
    path: /^\/faults$/,
    run({ world }, { body }) {
      const kind = body.kind as FaultKind
      if (!faultKinds.includes(kind))
        throw new ControlError(400, `kind must be one of ${faultKinds.join(", ")}`)
      world.faults.add({
        operation: String(body.operation ?? "*"),
        kind,
        count: body.count === undefined ? undefined : milliseconds(body.count, "count"),
        ms: body.ms === undefined ? undefined : milliseconds(body.ms, "ms"),
        accountId: body.accountId === undefined ? undefined : String(body.accountId),
        name: body.name === undefined ? undefined : String(body.name),
      })
      return { faults: world.faults.list() }
    },
  },
]

const faultKinds: readonly FaultKind[] = ["throttle", "timeout", "error", "reset", "reset-before", "latency"]

function configuration({ world }: ControlContext) {
  const { propagation, delivery } = world.settings
  return { propagationMs: propagation, deliveryMs: delivery, latencyMs: world.faults.latencyMs }
}

function named(context: ControlContext, request: ControlRequest): Account {
  return accountOf(context, request.parts[0] ?? "")
}

function accountOf(context: ControlContext, id: string): Account {
  const account = context.world.accounts.get(id)
  if (account === undefined) throw new ControlError(404, `There is no account ${id} here`)
  return account
}

function milliseconds(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value
  throw new ControlError(400, `${name} must be a whole number, 0 or more`)
}

function delay(value: unknown, name: string): number | [number, number] {
  if (Array.isArray(value) && value.length === 2) {
    const [least, most] = value.map((each) => milliseconds(each, name))
    return [least ?? 0, Math.max(least ?? 0, most ?? 0)]
  }
  return milliseconds(value, name)
}
