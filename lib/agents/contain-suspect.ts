import "server-only"
import { registerAgent } from "@/lib/agents/register-agent"
import { requirePermission } from "@/lib/auth/require-permission"
import { asRequestError, reachConnection, type Used } from "@/lib/connections/reach-connection"
import {
  type ContainSuspectDto,
  type ContainSuspectInput,
  containSuspectSchema,
} from "@/lib/connections/schema"
import type { Context } from "@/lib/context"
import { FirebreakError, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { addCredential } from "@/lib/incidents/add-credential"
import { attachAgent } from "@/lib/incidents/attach-agent"
import { readIncident } from "@/lib/incidents/data"
import { declareOnce } from "@/lib/incidents/declare-once"
import { isOpen } from "@/lib/incidents/policy"
import type { IncidentDto } from "@/lib/incidents/schema"
import { containNow } from "@/lib/plans/contain-now"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import type { World } from "@/lib/plans/world"

type Wanted = ReturnType<typeof containSuspectSchema.parse>

/**
 * One press when nobody knows the agent: registers the identity as one, opens an incident (or uses the open one) and
 * contains it. A protected identity is refused before anything is written; a containment that cannot start leaves the
 * incident standing and says why. Errors: not-permitted, invalid-input, not-found, precondition-failed,
 * protected-identity.
 */
export async function containSuspect({
  ctx,
  connectionId,
  input,
  key,
  world,
}: {
  ctx: Context
  connectionId: string
  input: ContainSuspectInput
  /** Idempotency key: a second press finds the first incident. */
  key: string | null
  world: World
}): Promise<ContainSuspectDto> {
  requirePermission(ctx.actor, "agent.edit")
  requirePermission(ctx.actor, "incident.declare")
  const wanted = parseInput(containSuspectSchema, input)
  const used = await reachConnection(ctx, { id: connectionId, word: "CONTAIN", withinMs: 20_000, world })
  if (used.row.archivedAt) throw preconditionFailed("This connection was archived. Use another one.")
  const reference = wanted.reference ?? (used.row.isRange ? await drillOf(ctx, connectionId) : null)
  if (reference) await requireOpen(ctx, reference)
  await refuseProtected(used, wanted)
  const incident = reference
    ? await nameIn(ctx, reference, connectionId, wanted)
    : await declareFor(ctx, used, wanted, key)
  const credential = incident.credentials.find(
    (one) => one.identifier === wanted.credential.identifier && one.connectionId === connectionId,
  )
  const done = { reference: incident.reference, declared: reference === null }
  try {
    // Whatever else its registration holds is the agent's as well; in a running incident only this one was pressed.
    const credentialIds = reference && credential ? { credentialIds: [credential.id] } : {}
    const contained = await containNow({
      ctx,
      reference: incident.reference,
      input: credentialIds,
      world,
    })
    const { requested, again, waiting } = contained
    const asked = requested.length + again.length + waiting.length > 0
    return { ...done, contained, problem: asked ? null : nothingAsked }
  } catch (thrown) {
    return { ...done, contained: null, problem: asRequestError(thrown).detail }
  }
}

const nothingAsked =
  "Nothing was asked of the platform: its account could not be looked at, or this can only be revoked by hand. The credential counts as not contained. Try again on the incident's containment page."

/** The open drill that a practice connection belongs to: a real incident could not use it. */
async function drillOf(ctx: Context, connectionId: string): Promise<string> {
  const found = await ctx.db.incident.findFirst({
    where: { connections: { some: { connectionId } }, status: { notIn: ["resolved", "reviewed"] } },
    orderBy: { declaredAt: "desc" },
  })
  if (!found) throw preconditionFailed("The drill of this practice account is over. Start another drill.")
  return found.reference
}

async function requireOpen(ctx: Context, reference: string): Promise<void> {
  const incident = await readIncident({ ctx, reference })
  if (!isOpen(incident.status))
    throw preconditionFailed(`${reference} is ${incident.status}. Reopen it, or declare another one.`)
  await requirePlanPermission(ctx.db, ctx.actor, "plan.approve", incident.id)
}

/** A platform that does not answer now is no reason not to declare: the plan asks it again. */
async function refuseProtected({ connector, access }: Used, { credential }: Wanted): Promise<void> {
  const proposal = await connector
    .proposeContainment({ ...access, hurry: true }, [{ id: "suspect", ...credential }])
    .catch(() => null)
  const refused = proposal?.steps.length === 0 ? proposal.refused[0] : undefined
  if (refused) throw new FirebreakError("protected-identity", refused.reason)
}

async function registrationOf(ctx: Context, connectionId: string, { credential }: Wanted) {
  const { kind, identifier } = credential
  const known = await ctx.db.credential.findFirst({
    where: { connectionId, kind, identifier, removedAt: null, incidentId: null, agent: { archivedAt: null } },
    orderBy: { addedAt: "desc" },
  })
  return known?.agentId ?? null
}

async function registrationFor(ctx: Context, connectionId: string, wanted: Wanted): Promise<string> {
  const known = await registrationOf(ctx, connectionId, wanted)
  if (known) return known
  const { credential, agentKind } = wanted
  const agent = await registerAgent({
    ctx,
    input: {
      name: (credential.label || credential.identifier).slice(0, 120),
      kind: agentKind || "Unknown",
      notes: "Registered while it was being contained. Its owner is not known yet.",
      credentials: [{ connectionId, ...credential }],
    },
  })
  return agent.id
}

async function declareFor(
  ctx: Context,
  { row }: Used,
  wanted: Wanted,
  key: string | null,
): Promise<IncidentDto> {
  const agentId = await registrationFor(ctx, row.id, wanted)
  const name = wanted.credential.label || wanted.credential.identifier
  return declareOnce({
    ctx,
    key,
    input: {
      title: `${wanted.agentKind || "Somebody"} acting as ${name} in ${row.name}`.slice(0, 200),
      severity: 1,
      agentId,
      agentKind: wanted.agentKind,
      summary: "Declared from the ranking of who acted in this account. What it did is not assessed yet.",
      connectionIds: [row.id],
    },
  })
}

async function nameIn(
  ctx: Context,
  reference: string,
  connectionId: string,
  wanted: Wanted,
): Promise<IncidentDto> {
  const { kind, identifier } = wanted.credential
  const isListed = (dto: IncidentDto) =>
    dto.credentials.some(
      (one) => one.kind === kind && one.identifier === identifier && one.connectionId === connectionId,
    )
  const before = await readIncident({ ctx, reference })
  if (isListed(before)) return before
  if (!before.agent.id && !before.isDrill) {
    const agentId = await registrationFor(ctx, connectionId, wanted)
    return attachAgent({ ctx, reference, input: { agentId } })
  }
  return addCredential({ ctx, reference, input: { connectionId, ...wanted.credential } })
}
