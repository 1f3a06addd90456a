import { randomUUID } from "node:crypto"
import type { Actor } from "@/lib/actor"
import type { Connector } from "@/lib/connectors/contract"
import type { Context } from "@/lib/context"
import type { Incident, PrismaClient } from "@/lib/db/generated/client"
import type { World } from "@/lib/plans/world"

/** Verbs' world over test connectors: the connection's config is what the connector gets, without secrets. */
export function testWorld(connectors: readonly Connector[]): World {
  return {
    connectors,
    openConnection: async ({ db, connectionId, incidentReference, operator, now, signal, progress }) => {
      const row = await db.connection.findUniqueOrThrow({ where: { id: connectionId } })
      return {
        connectionId,
        config: row.config as { url: string },
        secret: null,
        protectedPatterns: [],
        incidentReference,
        operator,
        now,
        signal,
        progress,
        evidence: { put: async () => "", get: async () => new Uint8Array() },
      }
    },
  }
}

export type TestScene = { incident: Incident; connectionId: string; ctx: Context }

/** An incident with its commander, and a connection to the test platform at `url`. */
export async function buildScene(db: PrismaClient, url: string, severity = 3): Promise<TestScene> {
  const suffix = randomUUID().slice(0, 8)
  const user = await db.user.create({
    data: { email: `${suffix}@example.test`, name: "Ines Okafor", role: "operator" },
  })
  const connection = await db.connection.create({
    data: { name: `test ${suffix}`, connector: "test", config: { url } },
  })
  const incident = await db.incident.create({
    data: {
      reference: `INC-${suffix}`,
      title: "An agent deletes things",
      severity,
      declaredByLabel: user.name,
      responders: { create: { userId: user.id, role: "commander" } },
    },
  })
  return { incident, connectionId: connection.id, ctx: contextOf(db, person(user.id, user.name)) }
}

export function contextOf(db: PrismaClient, actor: Actor): Context {
  return { actor, db, now: () => new Date() }
}

export function person(
  userId: string,
  name: string,
  role: "viewer" | "operator" | "administrator" = "operator",
): Actor {
  return {
    kind: "person",
    userId,
    sessionId: randomUUID(),
    name,
    email: `${userId}@example.test`,
    role,
    signedInAt: new Date(),
  }
}

/** A credential of the incident on its connection; the test connector proposes one step for it. */
export async function addThing(db: PrismaClient, scene: TestScene, thing: string): Promise<string> {
  const credential = await db.credential.create({
    data: {
      incidentId: scene.incident.id,
      connectionId: scene.connectionId,
      kind: "test.thing",
      identifier: thing,
      label: thing,
      origin: "identified",
    },
  })
  return credential.id
}
