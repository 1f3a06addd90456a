import "server-only"
import type { ActionHandler, ConnectorContext, ProofObservation } from "../contract"
import { matchesPattern } from "../matches-pattern"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { awsPartition } from "./config"
import {
  type DeleteRootCredentialsInput,
  deleteRootCredentialsDefinition,
} from "./delete-root-credentials-definition"
import { refusedInspection } from "./deny-principal"
import { gatherProofs } from "./gather-proofs"
import { readOrganization, requireOrganization } from "./organization-access"
import { ownIdentity } from "./own-identity"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfPrincipal } from "./read-cut"
import {
  deleteRootCredentials as deleteAll,
  isRootCentralised,
  openRootSession,
  type RootState,
  readRootState,
} from "./root-session"

export const deleteRootCredentials: ActionHandler<DeleteRootCredentialsInput> = {
  definition: deleteRootCredentialsDefinition,
  inspect: async (ctx, { accountId }) => {
    const refusal = await refuseRoot(ctx, accountId)
    if (refusal) return refusedInspection(refusal)
    const state = await readRootState(ctx)
    const held = sayHeld(state)
    return {
      snapshot: { ...state },
      inEffect: held ? "no" : state.password === null ? "unknown" : "yes",
      changes: held ? [`Root of ${accountId} loses for good: ${held}.`] : [],
      collateral: { level: "some", statement: "whoever signs in as root or runs on its keys", items: [] },
      warnings: [
        "Sessions that a root key opened live on until they expire: only the quarantine of root stops those.",
        "Root's multi-factor devices stay.",
      ],
      requestIds: [],
    }
  },
  apply: async (ctx, { accountId }) => {
    const root = await openRootSession(requireOrganization(ctx), accountId)
    const { requestIds, ...gone } = await deleteAll(root)
    const changed = gone.keys.length > 0 || gone.certificates.length > 0 || gone.password
    return { receipt: { accountId, ...gone }, changed, requestIds }
  },
  readBack: async (ctx, { accountId }) => {
    const state = await readRootState(ctx)
    if (sayHeld(state)) return { outcome: "not_applied", requestIds: [] }
    return state.password === null
      ? { outcome: "cannot_tell", reason: passwordUnsaid, requestIds: [] }
      : { outcome: "applied", receipt: { accountId, keys: [], certificates: [] }, requestIds: [] }
  },
  verify: (ctx, { accountId }, _receipt, appliedAt) => {
    const arn = `arn:${awsPartition(readAws(ctx).config)}:iam::${accountId}:root`
    return gatherProofs(ctx, appliedAt, (since) => [
      readRootState(ctx).then((state) => ({
        kind: "read-back",
        observedAt: ctx.now(),
        ...judgeRoot(state),
      })),
      proveByTelemetry(ctx, {
        cut: { ...cutOfPrincipal(`root of ${accountId}`, arn), by: "signature" },
        since,
        lookups: async () => [{ key: "Username", value: "root" }],
      }),
    ])
  },
}

async function refuseRoot(ctx: ConnectorContext, accountId: string): Promise<string | null> {
  const org = requireOrganization(ctx)
  const [own, { managementAccountId }] = await Promise.all([ownIdentity(ctx), readOrganization(org)])
  if (own.accountId !== accountId)
    return `${accountId} is not the account of this connection (${own.accountId}).`
  if (accountId === managementAccountId)
    return `${accountId} is the organisation's management account: no privileged session opens its root. Sign in as root and delete the keys by hand.`
  const arn = `arn:${awsPartition(readAws(ctx).config)}:iam::${accountId}:root`
  const protectedBy = ctx.protectedPatterns.find(({ pattern }) => matchesPattern(pattern, arn))
  if (protectedBy)
    return `${arn} is a break-glass identity (${protectedBy.pattern}: ${protectedBy.reason}). It is never contained.`
  const open = await isRootCentralised(org).catch((error: unknown) => {
    if (isPlatformError(error) && error.kind === "refused") return true
    throw error
  })
  return open
    ? null
    : "Centralised root access is off in this organisation, so nobody can open a privileged session. Turn on root credentials management under IAM, Root access management, or sign in as root and delete the keys by hand."
}

const passwordUnsaid =
  "The account's summary shows no key or certificate of root and does not say whether it has a password."

/** What the account's summary proves; what it does not say is not taken for absent. */
export function judgeRoot(state: RootState): Pick<ProofObservation, "outcome" | "statement"> {
  const held = sayHeld(state)
  if (held)
    return { outcome: "contradicts", statement: `The account's summary shows that root still has: ${held}.` }
  return state.password === null
    ? { outcome: "cannot_tell", statement: passwordUnsaid }
    : {
        outcome: "holds",
        statement: "The account's summary shows no key, certificate or password of root.",
      }
}

function sayHeld({ keys, certificates, password }: RootState): string {
  return [keys ? "access keys" : "", certificates ? "signing certificates" : "", password ? "a password" : ""]
    .filter(Boolean)
    .join(", ")
}
