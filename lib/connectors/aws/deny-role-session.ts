import "server-only"
import type { ActionHandler, ConnectorContext } from "../contract"
import { denySessionDocument, denySessionName, sameDocument } from "./deny-documents"
import { undoInline } from "./deny-principal"
import { type DenyRoleSessionInput, denyRoleSessionDefinition } from "./deny-role-session-definition"
import { gatherProofs } from "./gather-proofs"
import { inspectRole } from "./inspect-role"
import { changePolicies, readInline, readPrincipal } from "./principal-policies"
import { proveBySimulation } from "./prove-simulation"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfSession } from "./read-cut"

const role = ({ roleName }: DenyRoleSessionInput) => ({ kind: "role", name: roleName }) as const
const policyOf = (ctx: ConnectorContext, { sessionName }: DenyRoleSessionInput) =>
  denySessionName(ctx.incidentReference, sessionName)

export const denyRoleSession: ActionHandler<DenyRoleSessionInput> = {
  definition: denyRoleSessionDefinition,
  inspect: async (ctx, input) => {
    const found = await inspectRole(ctx, input.roleName)
    if (found.refused) return found.refused
    const userId = `${found.state.id}:${input.sessionName}`
    const there = await isThere(ctx, input, userId)
    return {
      ...found.base,
      snapshot: { ...found.base.snapshot, userId },
      inEffect: there ? "yes" : "no",
      changes: there ? [] : [`An inline policy ${policyOf(ctx, input)} denies ${userId} everything.`],
      collateral: {
        level: "nobody",
        statement: "only sessions of this name",
        items: found.base.collateral.items,
      },
      warnings: [
        ...found.warnings,
        "A session of another name is not stopped: cut off who takes the role as well.",
      ],
    }
  },
  apply: async (ctx, input) => {
    const state = await readPrincipal(ctx, role(input))
    const userId = `${state.id}:${input.sessionName}`
    const receipt = { arn: state.arn, userId }
    if (await isThere(ctx, input, userId)) return { receipt, changed: false, requestIds: [] }
    const document = denySessionDocument(userId)
    const id = await changePolicies(ctx, role(input), { do: "put", policy: policyOf(ctx, input), document })
    return { receipt, changed: true, requestIds: [id] }
  },
  readBack: async (ctx, input, snapshot) => {
    const userId = `${snapshot.userId ?? ""}`
    return (await isThere(ctx, input, userId))
      ? { outcome: "applied", receipt: { arn: `${snapshot.arn ?? ""}`, userId }, requestIds: [] }
      : { outcome: "not_applied", requestIds: [] }
  },
  verify: (ctx, input, receipt, appliedAt) => {
    const arn = `${receipt.arn ?? ""}`
    const userId = `${receipt.userId ?? ""}`
    const cut = cutOfSession(input.sessionName, input.roleName, arn, userId)
    return gatherProofs(ctx, appliedAt, (since) => [
      isThere(ctx, input, userId).then((there) => ({
        kind: "read-back",
        observedAt: ctx.now(),
        outcome: there ? ("holds" as const) : ("contradicts" as const),
        statement: there
          ? `IAM shows the deny for ${userId} on ${input.roleName}.`
          : `IAM no longer shows our deny for ${userId} on ${input.roleName}.`,
        reapply: !there,
      })),
      proveBySimulation(ctx, {
        arn,
        who: cut.who,
        entries: [{ ContextKeyName: "aws:userid", ContextKeyType: "string", ContextKeyValues: [userId] }],
      }),
      proveByTelemetry(ctx, {
        cut,
        since,
        lookups: async () => [{ key: "Username", value: input.sessionName }],
      }),
    ])
  },
  undo: (ctx, input, receipt) =>
    undoInline(ctx, role(input), policyOf(ctx, input), (document) =>
      sameDocument(document, denySessionDocument(`${receipt.userId ?? ""}`)),
    ),
}

async function isThere(ctx: ConnectorContext, input: DenyRoleSessionInput, userId: string): Promise<boolean> {
  const found = await readInline(ctx, role(input), policyOf(ctx, input))
  return found !== null && sameDocument(found.document, denySessionDocument(userId))
}
