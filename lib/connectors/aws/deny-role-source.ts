import "server-only"
import type { ActionHandler, ConnectorContext } from "../contract"
import { denySourceIdentityDocument, denySourceIdentityName, sameDocument } from "./deny-documents"
import { undoInline } from "./deny-principal"
import { type DenyRoleSourceInput, denyRoleSourceDefinition } from "./deny-role-source-definition"
import { gatherProofs } from "./gather-proofs"
import { inspectRole } from "./inspect-role"
import { changePolicies, readInline, readPrincipal } from "./principal-policies"
import { proveBySimulation } from "./prove-simulation"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfSource } from "./read-cut"
import { sessionLookups } from "./session-lookups"

const role = ({ roleName }: DenyRoleSourceInput) => ({ kind: "role", name: roleName }) as const
const policyOf = (ctx: ConnectorContext, { sourceIdentity }: DenyRoleSourceInput) =>
  denySourceIdentityName(ctx.incidentReference, sourceIdentity)

export const denyRoleSource: ActionHandler<DenyRoleSourceInput> = {
  definition: denyRoleSourceDefinition,
  inspect: async (ctx, input) => {
    const found = await inspectRole(ctx, input.roleName)
    if (found.refused) return found.refused
    const there = await isThere(ctx, input)
    return {
      ...found.base,
      inEffect: there ? "yes" : "no",
      changes: there
        ? []
        : [
            `An inline policy ${policyOf(ctx, input)} denies source identity ${input.sourceIdentity} everything.`,
          ],
      collateral: {
        level: "some",
        statement: "sessions of this source identity only",
        items: found.base.collateral.items,
      },
      warnings: [
        ...found.warnings,
        "A caller whose trust does not require a source identity can come back without one.",
      ],
    }
  },
  apply: async (ctx, input) => {
    const { arn } = await readPrincipal(ctx, role(input))
    if (await isThere(ctx, input)) return { receipt: { arn }, changed: false, requestIds: [] }
    const document = denySourceIdentityDocument(input.sourceIdentity)
    const id = await changePolicies(ctx, role(input), { do: "put", policy: policyOf(ctx, input), document })
    return { receipt: { arn }, changed: true, requestIds: [id] }
  },
  readBack: async (ctx, input, snapshot) =>
    (await isThere(ctx, input))
      ? { outcome: "applied", receipt: { arn: `${snapshot.arn ?? ""}` }, requestIds: [] }
      : { outcome: "not_applied", requestIds: [] },
  verify: (ctx, input, receipt, appliedAt) => {
    const arn = `${receipt.arn ?? ""}`
    const { roleName, sourceIdentity } = input
    const cut = cutOfSource(sourceIdentity, roleName, arn)
    return gatherProofs(ctx, appliedAt, (since) => [
      isThere(ctx, input).then((there) => ({
        kind: "read-back",
        observedAt: ctx.now(),
        outcome: there ? ("holds" as const) : ("contradicts" as const),
        statement: there
          ? `IAM shows the deny for source identity ${sourceIdentity} on ${roleName}.`
          : `IAM no longer shows our deny for source identity ${sourceIdentity} on ${roleName}.`,
        reapply: !there,
      })),
      proveBySimulation(ctx, {
        arn,
        who: cut.who,
        entries: [
          {
            ContextKeyName: "aws:SourceIdentity",
            ContextKeyType: "string",
            ContextKeyValues: [sourceIdentity],
          },
        ],
      }),
      proveByTelemetry(ctx, { cut, since, lookups: () => sessionLookups(ctx, arn) }),
    ])
  },
  undo: (ctx, input) =>
    undoInline(ctx, role(input), policyOf(ctx, input), (document) =>
      sameDocument(document, denySourceIdentityDocument(input.sourceIdentity)),
    ),
}

async function isThere(ctx: ConnectorContext, input: DenyRoleSourceInput): Promise<boolean> {
  const found = await readInline(ctx, role(input), policyOf(ctx, input))
  return found !== null && sameDocument(found.document, denySourceIdentityDocument(input.sourceIdentity))
}
