import "server-only"
import { randomUUIDv7 } from "node:crypto"
import { z } from "zod"
import { actorLabel, actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import { secretOwner } from "@/lib/connections/open-connection"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { ensureRange, type RangeControl } from "@/lib/drills/range-process"
import { FirebreakError } from "@/lib/errors"
import { openIncident } from "@/lib/incidents/declare-incident"
import { declareInput } from "@/lib/incidents/schema"
import { seal } from "@/lib/secrets/seal"
import { appendEntry } from "@/lib/timeline/append-entry"

const account = z.object({
  accountId: z.string(),
  region: z.string(),
  /** One address per service that the practice cloud speaks. */
  endpoints: z.record(z.string(), z.url()),
  responder: z.object({
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    roleArn: z.string(),
    externalId: z.string(),
  }),
  agent: z.object({ userName: z.string(), arn: z.string() }),
  breakGlass: z.object({ arn: z.string() }).optional(),
})
type Account = z.infer<typeof account>

const instruction = "clean up unused buckets in staging"

/**
 * Starts a drill: a fresh practice account, a connection to it, the agent's registration, the incident, and then the
 * scripted agent, which begins to destroy. Everything is recorded before the agent is let go. Errors: not-permitted,
 * range-unavailable.
 */
export async function startDrill({ ctx }: { ctx: Context }): Promise<{ reference: string }> {
  requirePermission(ctx.actor, "drill.start")
  const control = await ensureRange()
  const made = account.parse(await reach(control, "POST", "/accounts", { scenario: "coding-agent" }))
  const opened = await transaction(ctx.db, async (tx) => {
    const now = ctx.now()
    const connectionId = randomUUIDv7()
    await tx.connection.create({
      data: {
        id: connectionId,
        name: `Practice account ${made.accountId}`,
        connector: "aws",
        isRange: true,
        config: configOf(made),
        secretSealed: seal(
          JSON.stringify({ secretAccessKey: made.responder.secretAccessKey }),
          secretOwner(connectionId),
        ),
        accountId: made.accountId,
        createdById: actorUserId(ctx.actor),
        createdAt: now,
        ...(made.breakGlass
          ? {
              protected: {
                create: { pattern: made.breakGlass.arn, reason: "break-glass access of the account" },
              },
            }
          : {}),
      },
    })
    const agent = await tx.agent.create({
      data: {
        name: made.agent.userName,
        kind: "Claude Code",
        version: "2.4.1",
        owner: "platform-team",
        runsOn: "build-07",
        isDrill: true,
        createdAt: now,
        credentials: {
          create: {
            connectionId,
            kind: "aws.iam-user",
            identifier: made.agent.arn,
            label: made.agent.userName,
            origin: "registered",
            addedAt: now,
          },
        },
      },
    })
    const incident = await openIncident(
      tx,
      ctx,
      declareInput.parse({
        title: `${made.agent.userName} is deleting S3 objects in ${made.accountId}`,
        severity: 1,
        service: "Harborline storage (practice)",
        agentId: agent.id,
        agentInstruction: instruction,
        connectionIds: [connectionId],
      }),
      { drill: { accountId: made.accountId, endedAt: null } },
    )
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "drill.started",
      actor: ctx.actor,
      now,
      body: {
        scenario: "a coding agent with too many rights",
        accountId: made.accountId,
        by: actorLabel(ctx.actor),
      },
    })
    return incident
  })
  await reach(control, "POST", `/accounts/${made.accountId}/agent/start`, {})
  return { reference: opened.reference }
}

function configOf({ responder, region, endpoints }: Account) {
  return {
    mode: "assume-role",
    base: "keys",
    roleArn: responder.roleArn,
    externalId: responder.externalId,
    accessKeyId: responder.accessKeyId,
    regions: [region],
    endpoints,
    propagationSeconds: 5,
    clusterCacheSeconds: 5,
    trailBuckets: [],
  }
}

async function reach(control: RangeControl, method: string, path: string, body: unknown): Promise<unknown> {
  try {
    return await control<unknown>(method, path, body)
  } catch (cause) {
    throw new FirebreakError(
      "range-unavailable",
      "The practice cloud did not take the request. Start the drill again; an incident that was opened can be ended.",
      { cause },
    )
  }
}
