import "server-only"
import type { ActionHandler, ConnectorContext } from "../contract"
import { attachedTo, readControlPolicy } from "./control-policies"
import { refusedInspection } from "./deny-principal"
import { gatherProofs } from "./gather-proofs"
import { inspectRole } from "./inspect-role"
import { readOrganization, requireOrganization } from "./organization-access"
import { isQuarantined } from "./organization-documents"
import { ownIdentity } from "./own-identity"
import { parsePrincipalArn } from "./parse-arn"
import { placeQuarantine, type QuarantineReceipt, quarantineReceipt, readPlaces } from "./place-quarantine"
import { proveByOrganization } from "./prove-organization"
import { proveByTelemetry } from "./prove-telemetry"
import {
  principalLabel,
  type QuarantinePrincipalInput,
  quarantinePrincipalDefinition,
} from "./quarantine-principal-definition"
import { cutOfPrincipal } from "./read-cut"
import { refuseProtected, sayRefusal } from "./refuse-target"
import { sessionLookups } from "./session-lookups"
import { undoQuarantine } from "./undo-quarantine"

export const quarantinePrincipal: ActionHandler<QuarantinePrincipalInput> = {
  definition: quarantinePrincipalDefinition,
  inspect: async (ctx, input) => {
    const refusal = await refuseQuarantine(ctx, input.principalArn)
    if (refusal) return refusedInspection(refusal)
    const org = requireOrganization(ctx)
    const places = await readPlaces(ctx, org, input.principalArn)
    const there = places.found !== null && places.attached.includes(places.found.id)
    const arn = parsePrincipalArn(input.principalArn)
    const role = arn?.kind === "role" && !isReserved(arn.path) ? await inspectRole(ctx, arn.name) : null
    const name = places.chosen?.name ?? places.newName
    return {
      snapshot: {
        accountId: places.accountId,
        attached: places.attached,
        policies: places.candidates.map(({ id, name: each, text }) => ({ id, name: each, text })),
      },
      inEffect: there ? "yes" : "no",
      changes: there
        ? []
        : [
            `The control policy ${name} ${places.chosen ? "is edited" : "is made and attached to the account"}: it denies ${input.principalArn} everything.`,
          ],
      collateral: role?.refused === null ? role.base.collateral : collateralOf(input.principalArn),
      warnings:
        arn?.kind === "user"
          ? [
              "Sessions that this user made with GetFederationToken carry an ARN of their own and are not in the quarantine: the deny on the user stops them.",
            ]
          : [],
      requestIds: [],
    }
  },
  apply: async (ctx, input, snapshot) => {
    const org = requireOrganization(ctx)
    return placeQuarantine(ctx, org, input.principalArn, snapshot)
  },
  readBack: async (ctx, input, snapshot) => {
    const org = requireOrganization(ctx)
    const places = await readPlaces(ctx, org, input.principalArn)
    const { found } = places
    if (!found || !places.attached.includes(found.id)) return { outcome: "not_applied", requestIds: [] }
    return {
      outcome: "applied",
      receipt: quarantineReceipt(places, found, input.principalArn, snapshot),
      requestIds: [],
    }
  },
  verify: (ctx, input, receipt, appliedAt) => {
    const org = requireOrganization(ctx)
    const kept = receipt as QuarantineReceipt
    const label = principalLabel(input.principalArn)
    const isRoot = input.principalArn.endsWith(":root")
    return gatherProofs(ctx, appliedAt, (since) => [
      readBackQuarantine(ctx, org, kept),
      ...(isRoot ? [] : [proveByOrganization(ctx, { arn: input.principalArn, who: label })]),
      proveByTelemetry(ctx, {
        cut: cutOfPrincipal(label, input.principalArn),
        since,
        lookups: async () => {
          const arn = parsePrincipalArn(input.principalArn)
          if (arn?.kind === "role") return sessionLookups(ctx, input.principalArn)
          return [{ key: "Username", value: isRoot ? "root" : (arn?.name ?? "") }]
        },
      }),
    ])
  },
  undo: (ctx, _input, receipt) => undoQuarantine(requireOrganization(ctx), receipt as QuarantineReceipt),
}

/** Why this principal is not quarantined; null when it may be. */
async function refuseQuarantine(ctx: ConnectorContext, principalArn: string): Promise<string | null> {
  const arn = parsePrincipalArn(principalArn)
  const own = await ownIdentity(ctx)
  if (!arn || arn.accountId !== own.accountId)
    return `${principalArn} is not of account ${own.accountId}, which this connection is for.`
  if (arn.kind === "user" || arn.kind === "role") {
    const { kind, name, path } = arn
    const refusal = await refuseProtected(ctx, { kind, name, path, arn: principalArn })
    if (refusal) return sayRefusal(refusal)
  }
  const { managementAccountId } = await readOrganization(requireOrganization(ctx))
  return managementAccountId === own.accountId
    ? `${own.accountId} is the organisation's management account: control policies have no effect there. Deny the principal inside the account.`
    : null
}

async function readBackQuarantine(ctx: ConnectorContext, org: ConnectorContext, receipt: QuarantineReceipt) {
  const { policyId, policyName, sid, arn, accountId } = receipt
  const [policy, attached] = await Promise.all([readControlPolicy(org, policyId), attachedTo(org, accountId)])
  const listed = policy !== null && isQuarantined(policy.document, sid, arn)
  const hangs = attached.includes(policyId)
  return {
    kind: "read-back",
    observedAt: ctx.now(),
    outcome: listed && hangs ? ("holds" as const) : ("contradicts" as const),
    statement:
      listed && hangs
        ? `Organizations shows that ${policyName} denies ${arn} and is attached to ${accountId}.`
        : listed
          ? `Organizations no longer shows ${policyName} attached to ${accountId}: somebody detached it.`
          : `Organizations shows no deny for ${arn} in ${policyName} any more: somebody took it out.`,
    reapply: !(listed && hangs),
  }
}

const isReserved = (path: string) => path.startsWith("/aws-reserved/")

function collateralOf(arn: string) {
  if (arn.endsWith(":root"))
    return {
      level: "some" as const,
      statement: "whoever signs in as root",
      items: [{ label: arn, detail: "privileged sessions from the management account stay possible" }],
    }
  const reserved = arn.includes(":role/aws-reserved/")
  return reserved
    ? { level: "some" as const, statement: "everybody with this permission set in the account", items: [] }
    : { level: "some" as const, statement: "whoever works as this user", items: [] }
}
