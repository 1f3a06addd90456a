import { randomBytes, randomUUID } from "node:crypto"
import { globSync } from "node:fs"
import path from "node:path"
import type { RouteHandler, RouteShape } from "@/lib/http/define-route"
import { sampleOf } from "@/lib/testing/sample-value"

export type Method = { name: string; verb: string; address: string; call: RouteHandler; shape: RouteShape }

/** Answer by themselves, without a verb behind them; next-auth's own are tested where they live. */
export const unguarded = [
  "app/api/[...rest]/route.ts",
  "app/api/health/route.ts",
  "app/api/ready/route.ts",
  "app/api/auth/[...nextauth]/route.ts",
]

const contact = {
  name: "On call",
  kind: "manager",
  email: "manager@example.test",
  webhookUrl: null,
  webhookShape: null,
  receivesAlerts: true,
  receivesMessages: true,
  position: 1,
  version: 1,
}

/** Bodies that the schema's JSON form does not tell. */
const samples: Record<string, unknown> = {
  "POST /api/approvals/[approvalId]/give": { hash: "a".repeat(64) },
  "POST /api/steps/[stepId]/ask-approval": { hash: "a".repeat(64), typedName: "agent" },
  "POST /api/steps/[stepId]/break-glass": { hash: "a".repeat(64), typedName: "agent", reason: "It burns." },
  "POST /api/connections/[id]/protected": {
    pattern: "arn:aws:iam::123456789012:user/x",
    reason: "break glass",
  },
  "POST /api/incidents/[reference]/plans/[planId]/approve": { hash: "a".repeat(64) },
  "POST /api/tokens": { name: "backup", scopes: ["incidents:read"], days: 7 },
  "PUT /api/contacts/[id]": contact,
  "POST /api/contacts": contact,
}

/** Every method of every route, found by its file, with what it takes. */
export async function findRoutes(): Promise<{ methods: Method[]; files: string[] }> {
  const root = path.join(import.meta.dirname, "../..")
  const files = globSync("app/api/**/route.ts", { cwd: root }).sort()
  const methods: Method[] = []
  for (const file of files.filter((one) => !unguarded.includes(one))) {
    const loaded = (await import(path.join(root, file))) as Record<
      string,
      RouteHandler & { shape?: RouteShape }
    >
    const address = file.replace(/^app/, "").replace(/\/route\.ts$/, "")
    for (const [verb, call] of Object.entries(loaded)) {
      if (!/^[A-Z]+$/.test(verb)) continue
      if (!call.shape) throw new Error(`${verb} of ${file} is not made by defineRoute.`)
      methods.push({ name: `${verb} ${address}`, verb, address, call, shape: call.shape })
    }
  }
  return { methods, files }
}

const candidates = () => [
  "INC-1",
  randomUUID(),
  "1",
  randomBytes(32).toString("base64url"),
  randomBytes(32).toString("hex"),
  "sample",
]

/** Params that the route's schema takes, with ids that nobody has; `reference` is the incident that exists. */
export function paramsOf({ shape, address, name }: Method): Record<string, string> {
  const names = [...address.matchAll(/\[(\w+)\]/g)].map((one) => one[1] ?? "")
  const found = Object.fromEntries(
    names.map((key) => {
      const fits = candidates().find((value) => {
        const parsed = shape.params?.safeParse(Object.fromEntries(names.map((one) => [one, value])))
        return parsed?.success || !parsed?.error.issues.some((issue) => issue.path[0] === key)
      })
      if (fits === undefined)
        throw new Error(`No address is known for ${name}: add its kind to the candidates.`)
      return [key, key === "sequence" ? "999" : fits]
    }),
  )
  return found
}

export function bodyOf({ shape, name }: Method): Record<string, unknown> {
  if (!shape.input) return {}
  const sample = samples[name] ?? sampleOf(shape.input)
  if (!shape.input.safeParse(sample).success) throw new Error(`Add a body for ${name} to the samples.`)
  return sample as Record<string, unknown>
}
