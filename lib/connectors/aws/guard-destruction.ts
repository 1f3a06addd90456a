import "server-only"
import type { ActionHandler, ConnectorContext, JsonObject, ProofObservation } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import {
  attachControlPolicy,
  attachedTo,
  type ControlPolicy,
  createControlPolicy,
  deleteControlPolicy,
  detachControlPolicy,
  listControlPolicies,
  readControlPolicy,
  updateControlPolicy,
} from "./control-policies"
import { sameDocument } from "./deny-documents"
import { refusedInspection } from "./deny-principal"
import { gatherProofs } from "./gather-proofs"
import { type GuardDestructionInput, guardDestructionDefinition } from "./guard-destruction-definition"
import { oneAtATime } from "./one-at-a-time"
import { readOrganization, requireOrganization, responderArns } from "./organization-access"
import { guardDocument, guardedActions, guardName, isGuard } from "./organization-documents"
import { ownIdentity } from "./own-identity"
import { proveByOrganization } from "./prove-organization"

/** What the evaluator is asked about: one call per service that holds most. */
const witnessed = ["rds:DeleteDBInstance", "dynamodb:DeleteTable", "kms:ScheduleKeyDeletion"]

export const guardDestruction: ActionHandler<GuardDestructionInput> = {
  definition: guardDestructionDefinition,
  inspect: async (ctx, { target }) => {
    const org = requireOrganization(ctx)
    const refusal = await refuseGuard(ctx, org, target)
    if (refusal) return refusedInspection(refusal)
    const [found, attached, except] = await Promise.all([
      findGuard(org, target),
      attachedTo(org, target),
      responderArns(ctx),
    ])
    const there =
      found !== null && attached.includes(found.id) && sameDocument(found.document, guardDocument(except))
    return {
      snapshot: { attached, policyId: found?.id ?? "", policy: found?.text ?? "" },
      inEffect: there ? "yes" : "no",
      changes: there
        ? []
        : [
            `A control policy ${guardName(target)} on ${target} refuses ${guardedActions.length} kinds of destructive calls.`,
          ],
      collateral: {
        level: "some",
        statement: target.startsWith("ou-")
          ? "everybody in every account of the unit who deletes or tears down"
          : "everybody in the account who deletes or tears down",
        items: [
          { label: "Refused", detail: guardedActions.join(", ") },
          { label: "Not refused", detail: except.join(", ") || "nobody is excepted" },
        ],
      },
      warnings: [
        "Deployments that replace or delete resources fail until the guard is taken back. Deletes of single objects (s3:DeleteObject) go on.",
        ...(target.startsWith("ou-")
          ? [
              "Firebreak's access to the other accounts of the unit is excepted only where the connection names it.",
            ]
          : []),
      ],
      requestIds: [],
    }
  },
  apply: async (ctx, { target }, snapshot) => {
    const org = requireOrganization(ctx)
    const [{ id: organizationId }, except] = await Promise.all([readOrganization(org), responderArns(ctx)])
    return oneAtATime(`control-policies ${organizationId}`, async () => {
      const document = guardDocument(except)
      const [found, attached] = await Promise.all([findGuard(org, target), attachedTo(org, target)])
      const requestIds: string[] = []
      let id = found?.id ?? ""
      const same = found !== null && sameDocument(found.document, document)
      if (!found) {
        const description = "Refuses destructive calls during an incident. Written by Firebreak."
        const made = await createControlPolicy(org, { name: guardName(target), description, document })
        id = made.id
        requestIds.push(made.requestId)
      } else if (!same) requestIds.push(await updateControlPolicy(org, id, document))
      const hangs = attached.includes(id)
      if (!hangs)
        try {
          requestIds.push(await attachControlPolicy(org, id, target))
        } catch (error) {
          const certain = isPlatformError(error) && !error.mayHaveHappened && !error.retryable
          if (certain && !found) await deleteControlPolicy(org, id).catch(() => false)
          throw error
        }
      return {
        receipt: receiptOf({ id, target, except }, snapshot),
        changed: !same || !hangs,
        requestIds: requestIds.filter(Boolean),
      }
    })
  },
  readBack: async (ctx, { target }, snapshot) => {
    const org = requireOrganization(ctx)
    const [found, attached, except] = await Promise.all([
      findGuard(org, target),
      attachedTo(org, target),
      responderArns(ctx),
    ])
    return found && attached.includes(found.id) && isGuard(found.document)
      ? {
          outcome: "applied",
          receipt: receiptOf({ id: found.id, target, except }, snapshot),
          requestIds: [],
        }
      : { outcome: "not_applied", requestIds: [] }
  },
  verify: (ctx, { target }, receipt, appliedAt) => {
    const org = requireOrganization(ctx)
    return gatherProofs(ctx, appliedAt, () => [readBackGuard(ctx, org, target, receipt), proveOnWitness(ctx)])
  },
  undo: async (ctx, { target }, receipt) => {
    const org = requireOrganization(ctx)
    const { id: organizationId } = await readOrganization(org)
    return oneAtATime(`control-policies ${organizationId}`, () => undoGuard(org, target, receipt))
  },
}

async function refuseGuard(
  ctx: ConnectorContext,
  org: ConnectorContext,
  target: string,
): Promise<string | null> {
  const [own, { managementAccountId }] = await Promise.all([ownIdentity(ctx), readOrganization(org)])
  if (target === managementAccountId)
    return `${target} is the organisation's management account: control policies have no effect there.`
  if (/^\d/.test(target) && target !== own.accountId)
    return `${target} is not the account of this connection (${own.accountId}). Guard it through its own connection, which knows whom to except.`
  return null
}

async function findGuard(org: ConnectorContext, target: string): Promise<ControlPolicy | null> {
  const named = (await listControlPolicies(org)).find((each) => each.name === guardName(target))
  return named ? readControlPolicy(org, named.id) : null
}

function receiptOf(
  { id, target, except }: { id: string; target: string; except: string[] },
  snapshot: JsonObject,
): JsonObject {
  const attached = Array.isArray(snapshot.attached) ? snapshot.attached : []
  return {
    policyId: id,
    target,
    except,
    created: snapshot.policyId !== id,
    attachedByUs: !attached.includes(id),
  }
}

async function readBackGuard(
  ctx: ConnectorContext,
  org: ConnectorContext,
  target: string,
  receipt: JsonObject,
): Promise<ProofObservation> {
  const id = `${receipt.policyId ?? ""}`
  const [policy, attached] = await Promise.all([readControlPolicy(org, id), attachedTo(org, target)])
  const holds = policy !== null && isGuard(policy.document) && attached.includes(id)
  return {
    kind: "read-back",
    observedAt: ctx.now(),
    outcome: holds ? "holds" : "contradicts",
    statement: holds
      ? `Organizations shows ${guardName(target)} attached to ${target}.`
      : `Organizations no longer shows our guard on ${target}: somebody changed or detached it.`,
    reapply: !holds,
  }
}

/** Somebody of the account who is not excepted stands for everybody. */
async function proveOnWitness(ctx: ConnectorContext): Promise<ProofObservation> {
  const [except, { accountId }] = await Promise.all([responderArns(ctx), ownIdentity(ctx)])
  const { iam } = readAws(ctx)
  const [roles, users] = await Promise.all([iam.listRoles({ MaxItems: 50 }), iam.listUsers({ MaxItems: 50 })])
  const arn = [...(users.Users ?? []), ...(roles.Roles ?? [])]
    .filter((each) => !each.Path?.startsWith("/aws-service-role/"))
    .map((each) => each.Arn ?? "")
    .find((each) => each !== "" && !except.includes(each))
  if (arn) return proveByOrganization(ctx, { arn, who: arn.split("/").at(-1) ?? arn, actions: witnessed })
  return {
    kind: "policy-simulation",
    observedAt: ctx.now(),
    outcome: "cannot_tell",
    statement: `Account ${accountId} has no user or role to ask IAM's evaluator about.`,
  }
}

async function undoGuard(org: ConnectorContext, target: string, receipt: JsonObject) {
  const id = `${receipt.policyId ?? ""}`
  const name = guardName(target)
  const policy = await readControlPolicy(org, id)
  if (!policy) return { requestIds: [], statement: `${name} was no longer there.` }
  if (receipt.attachedByUs === false)
    return { requestIds: [], statement: `${name} was on ${target} before us and stays.` }
  const requestId = await detachControlPolicy(org, id, target)
  const ours = receipt.created === true && isGuard(policy.document)
  const deleted = ours && (await deleteControlPolicy(org, id))
  return {
    requestIds: requestId ? [requestId] : [],
    statement: deleted
      ? `${name} was detached from ${target} and deleted.`
      : `${name} was detached from ${target}; the policy itself stays.`,
  }
}
