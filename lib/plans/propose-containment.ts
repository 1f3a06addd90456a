import "server-only"
import type { ContainmentProposal, CredentialRef } from "@/lib/connectors/contract"
import { asPlatformFailure } from "@/lib/connectors/platform-failure"
import type { Context } from "@/lib/context"
import type { Credential } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { isFirebreakError, notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { type CountingIncident, incidentCredentials } from "@/lib/incidents/read-containment"
import { createPlan, type NewPlan, type NewStep } from "@/lib/plans/create-plan"
import { readPlan } from "@/lib/plans/data"
import { lockIncident } from "@/lib/plans/lock-incident"
import { inspectPlan } from "@/lib/plans/preview-plan"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import { type PlanDto, type ProposeContainmentInput, proposeContainmentSchema } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"

/**
 * Proposes a draft plan for the credentials of an incident and looks at every step (read-only): collateral, warnings
 * and refusals are on it when it returns. Nothing is asked of a platform but reads.
 */
export async function proposeContainment({
  ctx,
  reference,
  input,
  world,
}: {
  ctx: Context
  reference: string
  input: ProposeContainmentInput
  world: World
}): Promise<PlanDto> {
  const incident = await ctx.db.incident.findUnique({ where: { reference } })
  if (!incident) throw notFound(`There is no incident ${reference}.`)
  await requirePlanPermission(ctx.db, ctx.actor, "plan.propose", incident.id)
  const { credentialIds } = parseInput(proposeContainmentSchema, input)
  const plan = await draftContainment({ ctx, incident, credentialIds, world })
  const created = await transaction(ctx.db, async (tx) => {
    const at = await lockIncident(tx, incident.id)
    return createPlan(tx, { plan, actor: ctx.actor, at, connectors: world.connectors })
  })
  if (created.planId === null)
    throw preconditionFailed("Every credential has steps already. Press contain to have them checked again.")
  await inspectPlan({ ctx, planId: created.planId, world })
  return readPlan({ ctx, planId: created.planId, world })
}

/** The plan that the connectors propose, not stored. Credentials without a way to contain them become manual steps. */
export async function draftContainment({
  ctx,
  incident,
  credentialIds,
  world,
}: {
  ctx: Context
  incident: CountingIncident & { reference: string }
  credentialIds: readonly string[] | undefined
  world: World
}): Promise<NewPlan> {
  const all = await incidentCredentials(ctx.db, incident)
  const chosen = credentialIds ? all.filter((one) => credentialIds.includes(one.id)) : all
  if (credentialIds && chosen.length !== new Set(credentialIds).size)
    throw notFound("One of the credentials does not belong to this incident.")
  if (chosen.length === 0)
    throw preconditionFailed("No credential is known yet. Add one, or identify the agent first.")
  const groups = Map.groupBy(chosen, (credential) => credential.connectionId)
  const parts = await Promise.all(
    [...groups].map(([connectionId, credentials]) =>
      proposeFor(ctx, world, incident, connectionId, credentials),
    ),
  )
  const label = (id: string) =>
    chosen.find((one) => one.id === id)?.label || chosen.find((one) => one.id === id)?.identifier || ""
  return {
    incidentId: incident.id,
    kind: "contain",
    title: `Contain ${chosen.length} ${chosen.length === 1 ? "credential" : "credentials"}`,
    steps: parts.flatMap((part) => part.steps),
    notes: {
      manual: parts.flatMap((part) => part.manual.map((step) => ({ ...step, link: step.link ?? null }))),
      refused: parts.flatMap((part) =>
        part.refused.map((one) => ({ ...one, label: label(one.credentialId) })),
      ),
      notes: parts.flatMap((part) => part.notes.map((one) => ({ ...one, label: label(one.credentialId) }))),
    },
  }
}

type Part = Omit<ContainmentProposal, "steps"> & { steps: NewStep[] }

/** One connection's part. A connection that cannot be asked holds the others up in nothing. */
async function proposeFor(
  ctx: Context,
  world: World,
  incident: { reference: string },
  connectionId: string | null,
  credentials: readonly Credential[],
): Promise<Part> {
  const byHand = (instructions: string): Part => ({
    steps: [],
    notes: [],
    refused: [],
    manual: credentials.map((one) => ({
      credentialId: one.id,
      title: `Revoke ${one.label || one.identifier} by hand`,
      instructions,
    })),
  })
  if (connectionId === null)
    return byHand("No connection reaches it. Add one, or revoke it at its platform and state it here.")
  try {
    const row = await ctx.db.connection.findUniqueOrThrow({ where: { id: connectionId } })
    const connector = world.connectors.find((one) => one.definition.id === row.connector)
    if (!connector) return byHand(`No connector is installed for ${row.connector}.`)
    const connection = await world.openConnection({
      db: ctx.db,
      connectionId,
      incidentReference: incident.reference,
      operator: ctx.actor.name,
      now: ctx.now,
      signal: AbortSignal.timeout(20_000),
      progress: () => undefined,
      hurry: true,
    })
    const proposal = await connector.proposeContainment(connection, credentials.map(toRef))
    return {
      ...proposal,
      steps: proposal.steps.map((step) => ({
        ...step,
        key: `${connectionId} ${step.key}`,
        after: step.after.map((edge) => ({ ...edge, key: `${connectionId} ${edge.key}` })),
        connectionId,
        damageId: null,
      })),
    }
  } catch (thrown) {
    const message = isFirebreakError(thrown) ? thrown.detail : asPlatformFailure(thrown).message
    return byHand(`Its account could not be looked at: ${message} Try again, or revoke it at its platform.`)
  }
}

function toRef({ id, kind, identifier, label }: Credential): CredentialRef {
  return { id, kind, identifier, label }
}
