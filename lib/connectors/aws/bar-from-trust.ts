import "server-only"
import type { ActionHandler, ConnectorContext, JsonObject } from "../contract"
import { PlatformError } from "../platform-error"
import { type BarFromTrustInput, barFromTrustDefinition } from "./bar-from-trust-definition"
import { writeAws } from "./client"
import { refusedInspection } from "./deny-principal"
import { gatherProofs } from "./gather-proofs"
import { inspectRole } from "./inspect-role"
import { parsePrincipalArn } from "./parse-arn"
import { readPrincipal } from "./principal-policies"
import { proveBar } from "./prove-bar"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfBar } from "./read-cut"
import { asObject } from "./read-record"
import { refuseTarget, sayRefusal } from "./refuse-target"
import {
  barStatement,
  barsOf,
  deadPrincipals,
  hasBar,
  hasChangedBar,
  sameTrust,
  withBar,
  withoutBar,
} from "./trust-bars"

const role = ({ roleName }: BarFromTrustInput) => ({ kind: "role", name: roleName }) as const
const barOf = (ctx: ConnectorContext, input: BarFromTrustInput) => barStatement(ctx.incidentReference, input)

export const barFromTrust: ActionHandler<BarFromTrustInput> = {
  definition: barFromTrustDefinition,
  inspect: async (ctx, input) => {
    const found = await inspectRole(ctx, input.roleName)
    if (found.refused) return found.refused
    const { trust } = found.state
    const protectedCaller = await refuseCaller(ctx, input)
    if (protectedCaller) return refusedInspection(protectedCaller, found.state.requestIds)
    const there = hasBar(trust, barOf(ctx, input))
    const dead = deadPrincipals(trust)
    if (!there && dead.length > 0)
      return refusedInspection(sayDead(input.roleName, dead), found.state.requestIds)
    return {
      ...found.base,
      inEffect: there ? "yes" : "no",
      changes: there
        ? []
        : [
            `The trust policy of ${input.roleName} gets one more statement: it denies ${input.value} to take the role.`,
          ],
      collateral: {
        level: input.by === "caller" ? "some" : "nobody",
        statement: input.by === "caller" ? "everything else of this caller" : "only this name",
        items: found.base.collateral.items,
      },
      warnings: [
        ...found.warnings,
        ...(input.by === "session-name"
          ? ["Under another session name the role can still be taken: cut off who takes it as well."]
          : []),
      ],
    }
  },
  apply: async (ctx, input) => {
    const bar = barOf(ctx, input)
    // Read again: the statement is added to what the policy says now, never to what it said at the look.
    const { arn, trust } = await readPrincipal(ctx, role(input))
    const receipt = { arn, before: asObject(trust) }
    if (hasBar(trust, bar)) return { receipt, changed: false, requestIds: [] }
    const id = await writeTrust(ctx, input.roleName, withBar(trust, bar))
    return { receipt, changed: true, requestIds: [id] }
  },
  readBack: async (ctx, input, snapshot) => {
    const { trust } = await readPrincipal(ctx, role(input))
    const before = asObject(snapshot.trust)
    return hasBar(trust, barOf(ctx, input))
      ? { outcome: "applied", receipt: { arn: `${snapshot.arn ?? ""}`, before }, requestIds: [] }
      : { outcome: "not_applied", requestIds: [] }
  },
  verify: (ctx, input, receipt, appliedAt) => {
    const arn = `${receipt.arn ?? ""}`
    return gatherProofs(ctx, appliedAt, (since) => {
      const trust = readPrincipal(ctx, role(input)).then((state) => state.trust)
      return [
        trust.then((now) => {
          const there = hasBar(now, barOf(ctx, input))
          return {
            kind: "read-back",
            observedAt: ctx.now(),
            outcome: there ? ("holds" as const) : ("contradicts" as const),
            statement: there
              ? `IAM shows in the trust policy of ${input.roleName} that ${input.value} may not take it.`
              : `The trust policy of ${input.roleName} no longer bars ${input.value}.`,
            reapply: !there,
          }
        }),
        trust.then((now) => proveBar(ctx, { arn, input, trust: now, bar: barOf(ctx, input) })),
        proveByTelemetry(ctx, {
          cut: cutOfBar(input, arn),
          since,
          lookups: async () => [{ key: "ResourceName", value: arn }],
        }),
      ]
    })
  },
  undo: async (ctx, input, receipt) => {
    const { roleName } = input
    const bar = barOf(ctx, input)
    const { trust } = await readPrincipal(ctx, role(input))
    if (hasChangedBar(trust, bar))
      throw changed(`The statement ${bar.Sid} of the trust policy of ${roleName}`)
    if (!hasBar(trust, bar))
      return { requestIds: [], statement: `The trust policy of ${roleName} no longer had our statement.` }
    const dead = deadPrincipals(trust)
    if (dead.length > 0)
      throw conflict(`${sayDead(roleName, dead)} Take out statement ${bar.Sid} in the same edit.`)
    if (!sameTrust(trust, receipt.before)) throw changed(`The trust policy of ${roleName}`)
    const alone = barsOf(trust) === 1 && barsOf(receipt.before) === 0
    const id = await writeTrust(ctx, roleName, alone ? asObject(receipt.before) : withoutBar(trust, bar))
    return {
      requestIds: [id],
      statement: `The trust policy of ${roleName} is as before: ${input.value} may take it.`,
    }
  },
}

async function writeTrust(ctx: ConnectorContext, roleName: string, document: JsonObject): Promise<string> {
  const answer = await writeAws(ctx).iam.updateAssumeRolePolicy({
    RoleName: roleName,
    PolicyDocument: JSON.stringify(document),
  })
  return answer.$metadata.requestId ?? ""
}

/** A caller that must never be locked out: ourselves, break-glass. */
async function refuseCaller(ctx: ConnectorContext, { by, value }: BarFromTrustInput): Promise<string | null> {
  const arn = by === "caller" ? parsePrincipalArn(value) : null
  if (!arn || (arn.kind !== "user" && arn.kind !== "role")) return null
  const refusal = await refuseTarget(ctx, { kind: arn.kind, name: arn.name, arn: value, path: arn.path })
  return refusal ? sayRefusal(refusal) : null
}

function sayDead(roleName: string, dead: readonly string[]): string {
  const [one] = dead
  const who =
    dead.length === 1 ? `${one}, a user or role that was` : `${dead.join(", ")}, users or roles that were`
  return `The trust policy of ${roleName} names ${who} deleted meanwhile: IAM takes no change of the policy while it does. Take ${dead.length === 1 ? "it" : "them"} out in IAM, then try again.`
}

function changed(what: string): PlatformError {
  return conflict(
    `${what} was changed by somebody since we wrote it, so it is left alone. Look at it in IAM.`,
  )
}

function conflict(message: string): PlatformError {
  return new PlatformError({ kind: "conflict", message, mayHaveHappened: false, retryable: false })
}
