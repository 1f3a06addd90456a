import "server-only"
import type { ActionHandler, ConnectorContext, JsonObject, ProofObservation } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { refusedInspection } from "./deny-principal"
import { type DenySsoUserInput, denySsoUserDefinition } from "./deny-sso-user-definition"
import { gatherProofs } from "./gather-proofs"
import {
  accountsOfSet,
  findSsoUser,
  provisionSet,
  putSetPolicy,
  readProvisioning,
  readSetPolicy,
} from "./identity-center"
import { oneAtATime } from "./one-at-a-time"
import { requireOrganization } from "./organization-access"
import { deniesUser, ssoSid, withUserDenied } from "./organization-documents"
import { proveBySimulation } from "./prove-simulation"
import { proveByTelemetry } from "./prove-telemetry"
import { cutOfSsoUser } from "./read-cut"
import { refuseSsoUser } from "./refuse-sso-user"
import { findReservedRole, readReservedPolicy } from "./reserved-role"
import { undoSsoDeny } from "./undo-sso-deny"

export const denySsoUser: ActionHandler<DenySsoUserInput> = {
  definition: denySsoUserDefinition,
  inspect: async (ctx, input) => {
    const org = requireOrganization(ctx)
    const refusal = await refuseSsoUser(ctx, org, input)
    if (refusal) return refusedInspection(refusal)
    if (!(await findSsoUser(org, input.userId)))
      return refusedInspection(
        `Identity Center does not know a user ${input.userId}. It may be deleted already.`,
      )
    const [policy, accounts, behind] = await Promise.all([
      readSetPolicy(org, input.permissionSetArn),
      accountsOfSet(org, input.permissionSetArn, "all"),
      accountsOfSet(org, input.permissionSetArn, "behind"),
    ])
    const there = deniesUser(policy.document, ssoSid(ctx.incidentReference, input.userId), input.userId)
    const done = there && behind.length === 0
    return {
      snapshot: { policy: policy.text, accounts },
      inEffect: done ? "yes" : "no",
      changes: done
        ? []
        : [
            `The policy of ${input.permissionSetName} gets a deny for ${input.userName}; what it says already stays.`,
            `The set is provisioned to ${accounts.length === 1 ? "1 account" : `${accounts.length} accounts`}.`,
          ],
      collateral: {
        level: "nobody",
        statement: `only ${input.userName}, in every account with this set`,
        items: accounts.map((label) => ({ label, detail: "has this permission set" })),
      },
      warnings: [
        ...(behind.length > 0 && !there
          ? [
              `Provisioning also brings earlier changes of the set to ${behind.join(", ")}, where they are not yet in force.`,
            ]
          : []),
        "The user stays signed in to the access portal until an administrator ends the session there; what it can do with this set is denied.",
      ],
      requestIds: [],
    }
  },
  apply: async (ctx, input) => {
    const org = requireOrganization(ctx)
    return oneAtATime(`permission-set ${input.permissionSetArn}`, () => putDeny(ctx, org, input))
  },
  readBack: async (ctx, input) => {
    const org = requireOrganization(ctx)
    const sid = ssoSid(ctx.incidentReference, input.userId)
    const { document } = await readSetPolicy(org, input.permissionSetArn)
    // Written but not provisioned everywhere: the proofs find that, and then it is provisioned again.
    return deniesUser(document, sid, input.userId)
      ? { outcome: "applied", receipt: { sid, provisioningId: "" }, requestIds: [] }
      : { outcome: "not_applied", requestIds: [] }
  },
  verify: async (ctx, input, receipt, appliedAt) => {
    const org = requireOrganization(ctx)
    const sid = `${receipt.sid ?? ""}`
    const role = await findReservedRole(ctx, input.permissionSetName)
    const cut = cutOfSsoUser(input.userName, input.permissionSetName)
    return gatherProofs(ctx, appliedAt, (since) => [
      readBackSet(ctx, org, input, receipt),
      ...(role
        ? [
            readBackRole(ctx, input, sid, role.name),
            proveBySimulation(ctx, {
              arn: role.arn,
              who: cut.who,
              entries: [
                {
                  ContextKeyName: "identitystore:UserId",
                  ContextKeyType: "string" as const,
                  ContextKeyValues: [input.userId],
                },
              ],
            }),
          ]
        : []),
      proveByTelemetry(ctx, {
        cut,
        since,
        lookups: async () => [{ key: "Username", value: input.userName }],
      }),
    ])
  },
  undo: async (ctx, input, receipt) => undoSsoDeny(requireOrganization(ctx), input, `${receipt.sid ?? ""}`),
}

async function putDeny(ctx: ConnectorContext, org: ConnectorContext, input: DenySsoUserInput) {
  const { permissionSetArn, userId } = input
  const sid = ssoSid(ctx.incidentReference, userId)
  const { document } = await readSetPolicy(org, permissionSetArn)
  const requestIds: string[] = []
  const there = deniesUser(document, sid, userId)
  if (!there)
    requestIds.push(await putSetPolicy(org, permissionSetArn, withUserDenied(document, sid, userId)))
  const accounts = await accountsOfSet(org, permissionSetArn, there ? "behind" : "all")
  let provisioningId = ""
  if (accounts.length > 0) {
    const started = await provisionSet(org, permissionSetArn).catch((error: unknown) => {
      throw isPlatformError(error) ? writtenOnly(error) : error
    })
    provisioningId = started.provisioningId
    requestIds.push(started.requestId)
  }
  return {
    receipt: { sid, provisioningId },
    changed: !there || provisioningId !== "",
    requestIds: requestIds.filter(Boolean),
  }
}

/** The deny is in the set and in no account yet: saying that nothing happened would be wrong. */
function writtenOnly(error: PlatformError): PlatformError {
  return new PlatformError(
    {
      kind: error.kind,
      message: `The deny stands in the permission set, but it is not provisioned to the accounts: ${error.message}`,
      mayHaveHappened: error.mayHaveHappened || !error.retryable,
      retryable: error.retryable,
      code: error.code,
    },
    error,
  )
}

async function readBackSet(
  ctx: ConnectorContext,
  org: ConnectorContext,
  input: DenySsoUserInput,
  receipt: JsonObject,
): Promise<ProofObservation> {
  const { permissionSetArn, permissionSetName, userId, userName } = input
  const provisioningId = `${receipt.provisioningId ?? ""}`
  const [{ document }, behind, told] = await Promise.all([
    readSetPolicy(org, permissionSetArn),
    accountsOfSet(org, permissionSetArn, "behind"),
    provisioningId ? readProvisioning(org, provisioningId) : null,
  ])
  const seen = { kind: "read-back", observedAt: ctx.now() }
  if (!deniesUser(document, `${receipt.sid ?? ""}`, userId))
    return {
      ...seen,
      outcome: "contradicts",
      statement: `Identity Center no longer shows our deny for ${userName} in ${permissionSetName}: somebody took it out.`,
      reapply: true,
    }
  if (told?.state === "running")
    return {
      ...seen,
      outcome: "not_yet",
      statement: `Identity Center is still provisioning ${permissionSetName}.`,
    }
  if (behind.length > 0)
    return {
      ...seen,
      outcome: "contradicts",
      statement: `${permissionSetName} is not provisioned to ${behind.join(", ")}${told?.reason ? `: ${told.reason}` : ""}.`,
      reapply: true,
    }
  return {
    ...seen,
    outcome: "holds",
    statement: `Identity Center shows the deny for ${userName} in ${permissionSetName}, provisioned to every account that has it.`,
  }
}

/** IAM is another service than Identity Center, and shows what the account's role really says. */
async function readBackRole(
  ctx: ConnectorContext,
  input: DenySsoUserInput,
  sid: string,
  roleName: string,
): Promise<ProofObservation> {
  const there = deniesUser(await readReservedPolicy(ctx, roleName), sid, input.userId)
  return {
    kind: "role-policy",
    observedAt: ctx.now(),
    outcome: there ? "holds" : "not_yet",
    statement: there
      ? `IAM shows the deny for ${input.userName} in ${roleName}.`
      : `IAM does not show the deny for ${input.userName} in ${roleName} yet.`,
  }
}
