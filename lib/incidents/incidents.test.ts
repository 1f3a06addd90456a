import { randomUUID } from "node:crypto"
import { afterAll, describe, expect, it } from "vitest"
import { transaction } from "@/lib/db/transaction"
import { addCredential } from "@/lib/incidents/add-credential"
import { attachAgent } from "@/lib/incidents/attach-agent"
import { changeSeverity } from "@/lib/incidents/change-severity"
import { changeStatus } from "@/lib/incidents/change-status"
import { readIncident } from "@/lib/incidents/data"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { declareOnce } from "@/lib/incidents/declare-once"
import { listIncidents } from "@/lib/incidents/list-incidents"
import type { DeclareInput } from "@/lib/incidents/schema"
import { stateCredential } from "@/lib/incidents/state-credential"
import { stateFirstStep } from "@/lib/incidents/state-first-step"
import { updateIncident } from "@/lib/incidents/update-incident"
import { createPlan } from "@/lib/plans/create-plan"
import { lockIncident } from "@/lib/plans/lock-incident"
import { loseProof } from "@/lib/plans/lose-proof"
import { moveStep } from "@/lib/plans/move-step"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"
import { testConnector } from "@/lib/testing/test-connector"

const { prisma: db, close } = await createTestDatabase()
const { ctx, actor } = await signInAs(db, "operator", "Ines Okafor")
const machine = {
  ...ctx,
  actor: {
    kind: "machine",
    tokenId: randomUUID(),
    name: "pager",
    scopes: ["incidents:write", "incidents:read"],
    role: "administrator",
  } as const,
}
afterAll(close)

const declare = (input: Partial<DeclareInput> = {}) =>
  declareIncident({ ctx, input: { title: "An agent deletes things", severity: 2, ...input } })
const kinds = async (reference: string) =>
  (await db.timelineEntry.findMany({ where: { incident: { reference } }, orderBy: { sequence: "asc" } })).map(
    (one) => one.kind,
  )
const connect = (over = {}) =>
  db.connection.create({ data: { name: `account ${randomUUID()}`, connector: "test", config: {}, ...over } })
const registerAgent = (connectionId: string, identifiers: string[]) =>
  db.agent.create({
    data: {
      name: `coder ${randomUUID()}`,
      kind: "Claude Code",
      version: "2.4.1",
      owner: "platform-team",
      credentials: {
        create: identifiers.map((identifier) => ({
          connectionId,
          kind: "test.thing",
          identifier,
          origin: "registered" as const,
        })),
      },
    },
  })

describe("declaring", () => {
  it("gives command to the declarer, attaches the agent's accounts, and starts the clock", async () => {
    const connection = await connect()
    const agent = await registerAgent(connection.id, ["key-1", "key-2"])
    const incident = await declare({ agentId: agent.id })
    expect(incident).toMatchObject({
      status: "declared",
      declaredBy: "Ines Okafor",
      commander: { userId: actor.userId },
      myRoles: ["commander"],
      agent: { kind: "Claude Code", version: "2.4.1", runBy: "platform-team" },
      containment: { total: 2, notStarted: 2, contained: false },
      connections: [{ id: connection.id }],
    })
    expect(Date.parse(incident.nextUpdateDueAt ?? "") - Date.parse(incident.declaredAt)).toBe(300_000)
    expect(await kinds(incident.reference)).toEqual(["incident.declared"])
  })

  it("numbers without gaps when many declare at once, and gives a number back when one fails", async () => {
    const before = await db.incident.count({ where: { isDrill: false } })
    const many = await Promise.all([
      ...Array.from({ length: 8 }, () => declare()),
      declare({ agentId: randomUUID() }).catch((error: unknown) => error),
      ...Array.from({ length: 4 }, () => declare()),
    ])
    const numbers = many.flatMap((one) =>
      "reference" in (one as object) ? [Number((one as { reference: string }).reference.slice(4))] : [],
    )
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => before + 1 + i))
  })

  it("by a token has no commander until a person takes it", async () => {
    const incident = await declareIncident({ ctx: machine, input: { title: "From the pager", severity: 1 } })
    expect(incident).toMatchObject({ commander: null, declaredBy: "pager", responders: [] })
  })

  it.each<[string, () => Promise<Partial<DeclareInput>>]>([
    [
      "a time of detection in the future",
      async () => ({ detectedAt: new Date(Date.now() + 60_000).toISOString() }),
    ],
    ["an unknown agent", async () => ({ agentId: randomUUID() })],
    ["an unknown connection", async () => ({ connectionIds: [randomUUID()] })],
    [
      "an archived connection",
      async () => ({ connectionIds: [(await connect({ archivedAt: new Date() })).id] }),
    ],
    ["a practice connection", async () => ({ connectionIds: [(await connect({ isRange: true })).id] })],
  ])("refuses %s", async (_what, input) => {
    const wanted = await input()
    const before = await db.incident.count()
    await expect(declare(wanted)).rejects.toMatchObject({ code: "invalid-input" })
    expect(await db.incident.count()).toBe(before)
  })

  it("is not held up by a connection of the agent that was archived", async () => {
    const gone = await connect({ archivedAt: new Date() })
    const agent = await registerAgent(gone.id, ["key-3"])
    expect(await declare({ agentId: agent.id })).toMatchObject({ connections: [], containment: { total: 1 } })
    const { reference } = await declare()
    expect(await attachAgent({ ctx, reference, input: { agentId: agent.id } })).toMatchObject({
      containment: { total: 1 },
    })
  })
})

describe("declaring with an idempotency key", () => {
  const input: DeclareInput = { title: "Once", severity: 3 }

  it("opens one incident, however often and however fast it is asked", async () => {
    const key = randomUUID()
    const before = await db.incident.count()
    const answers = await Promise.all(Array.from({ length: 6 }, () => declareOnce({ ctx, input, key })))
    const later = await declareOnce({ ctx, input: { ...input, title: "Changed" }, key })
    expect(new Set([...answers, later].map((one) => one.reference)).size).toBe(1)
    expect(await db.incident.count()).toBe(before + 1)
  })

  it("is each caller's own; without a key every request declares", async () => {
    const key = randomUUID()
    const answers = [
      await declareOnce({ ctx, input, key }),
      await declareOnce({ ctx: machine, input, key }),
      await declareOnce({ ctx, input, key: null }),
      await declareOnce({ ctx, input, key: null }),
    ]
    expect(new Set(answers.map((one) => one.reference)).size).toBe(4)
  })

  it.each(["", "a b", "ü", "x".repeat(201), "a\nb"])("refuses the key %o", async (key) => {
    await expect(declareOnce({ ctx, input, key })).rejects.toMatchObject({ code: "invalid-input" })
  })
})

describe("severity", () => {
  it("changes with its why, and brings the next update forward, never back", async () => {
    const { reference, declaredAt } = await declare({ severity: 3 })
    await db.incident.update({
      where: { reference },
      data: { nextUpdateDueAt: new Date(Date.parse(declaredAt) + 7_200_000) },
    })
    const worse = await changeSeverity({ ctx, reference, input: { severity: 1, why: "customers are down" } })
    const due = Date.parse(worse.nextUpdateDueAt ?? "")
    expect(due - Date.parse(declaredAt)).toBeLessThan(16 * 60_000)
    const better = await changeSeverity({ ctx, reference, input: { severity: 4, why: "only staging" } })
    expect(Date.parse(better.nextUpdateDueAt ?? "")).toBe(due)
    const entries = await db.timelineEntry.findMany({
      where: { incident: { reference }, kind: "incident.severity_changed" },
      include: { body: true },
      orderBy: { sequence: "asc" },
    })
    expect(entries.map((one) => one.body?.body)).toEqual([
      { from: 3, to: 1, reason: "customers are down" },
      { from: 1, to: 4, reason: "only staging" },
    ])
    await expect(
      changeSeverity({ ctx, reference, input: { severity: 4, why: "again" } }),
    ).rejects.toMatchObject({ code: "precondition-failed" })
    await expect(changeSeverity({ ctx, reference, input: { severity: 1, why: " " } })).rejects.toMatchObject({
      code: "invalid-input",
    })
  })
})

describe("status", () => {
  it("set against the proofs shows as stated with who and why; back in line it is plain again", async () => {
    const { reference } = await declare()
    const stated = await changeStatus({
      ctx,
      reference,
      input: { status: "contained", why: "the laptop is off" },
    })
    expect(stated).toMatchObject({
      status: "contained",
      containedAt: null,
      statusStated: { by: "Ines Okafor", reason: "the laptop is off" },
      containment: { contained: false },
    })
    const plain = await changeStatus({ ctx, reference, input: { status: "assessing", why: "reading logs" } })
    expect(plain).toMatchObject({ status: "assessing", statusStated: null })
    expect(await kinds(reference)).toEqual([
      "incident.declared",
      "incident.status_stated",
      "incident.status_changed",
    ])
  })

  it("resolved ends the updates; opened again they are due again", async () => {
    const { reference } = await declare()
    const resolved = await changeStatus({ ctx, reference, input: { status: "resolved", why: "over" } })
    expect(resolved).toMatchObject({ nextUpdateDueAt: null, resolvedAt: expect.any(String) })
    const again = await changeStatus({ ctx, reference, input: { status: "monitoring", why: "it came back" } })
    expect(again).toMatchObject({ resolvedAt: null, nextUpdateDueAt: expect.any(String) })
    await expect(
      changeStatus({ ctx, reference, input: { status: "reviewed", why: "x" } }),
    ).rejects.toMatchObject({ code: "precondition-failed" })
    await expect(
      changeStatus({ ctx, reference, input: { status: "monitoring", why: "x" } }),
    ).rejects.toMatchObject({ code: "precondition-failed" })
    await expect(
      changeStatus({ ctx, reference, input: { status: "declared", why: "" } }),
    ).rejects.toMatchObject({ code: "invalid-input" })
  })
})

/** An incident with a plan of one step per thing, each approved and waiting for its proof. */
async function underContainment(...things: string[]) {
  const connection = await connect()
  const agent = await registerAgent(connection.id, things)
  const { id, reference } = await declare({ agentId: agent.id })
  const credentials = await db.credential.findMany({
    where: { agentId: agent.id },
    orderBy: { identifier: "asc" },
  })
  await transaction(db, async (tx) => {
    const at = await lockIncident(tx, id)
    await createPlan(tx, {
      actor,
      at,
      connectors: [testConnector()],
      plan: {
        incidentId: id,
        kind: "contain",
        title: "Contain",
        notes: { manual: [], refused: [], notes: [] },
        steps: credentials.map((one) => ({
          key: one.id,
          credentialId: one.id,
          connectionId: connection.id,
          damageId: null,
          action: "test.switch-off",
          input: { thing: one.identifier },
          after: [],
          why: "It is the agent's.",
        })),
      },
    })
  })
  await db.step.updateMany({ where: { incidentId: id }, data: { state: "approved" } })
  for (const state of ["queued", "snapshotted", "attempting", "applied", "verifying"] as const)
    await db.step.updateMany({ where: { incidentId: id }, data: { state } })
  const steps = await db.step.findMany({ where: { incidentId: id }, orderBy: { targetKey: "asc" } })
  const act = (
    index: number,
    work: (tx: Parameters<typeof moveStep>[0], step: (typeof steps)[number], at: Date) => Promise<void>,
  ) =>
    transaction(db, async (tx) => {
      const at = await lockIncident(tx, id)
      await work(tx, await tx.step.findUniqueOrThrow({ where: { id: steps[index]?.id ?? "" } }), at)
    })
  const prove = (index: number) =>
    act(index, (tx, step, at) => moveStep(tx, { step, to: "verified", by: actor, at, title: "Switch off" }))
  const lose = (index: number) =>
    act(index, (tx, step, at) =>
      loseProof(tx, {
        step,
        at,
        by: actor,
        title: "Switch off",
        proof: {
          kind: "readback",
          outcome: "contradicts",
          statement: "It is on again.",
          observedAt: at,
        } as Parameters<typeof loseProof>[1]["proof"],
      }),
    )
  return { id, reference, agent, connection, credentials, prove, lose }
}

describe("contained", () => {
  it("comes with the last proof, not before, and goes with a lost one", async () => {
    const scene = await underContainment("alpha", "beta")
    const read = () => readIncident({ ctx, reference: scene.reference })
    await changeStatus({ ctx, reference: scene.reference, input: { status: "contained", why: "I think so" } })
    await scene.prove(0)
    expect(await read()).toMatchObject({
      containedAt: null,
      statusStated: { reason: "I think so" },
      containment: { proven: 1, applied: 1, contained: false },
      firstSteps: expect.arrayContaining([
        expect.objectContaining({ kind: "revoke", state: "under_way", progress: "1/2" }),
      ]),
    })
    await scene.prove(1)
    expect(await read()).toMatchObject({
      status: "contained",
      containedAt: expect.any(String),
      statusStated: null,
      containment: { proven: 2, contained: true },
      firstSteps: expect.arrayContaining([expect.objectContaining({ kind: "revoke", state: "done" })]),
    })
    await scene.lose(0)
    const lost = await read()
    expect(lost).toMatchObject({
      status: "declared",
      containedAt: null,
      containment: { proven: 1, needsDecision: 1, contained: false },
    })
    const all = await kinds(scene.reference)
    expect(all.filter((kind) => /contain|lost/.test(kind))).toEqual([
      "incident.contained",
      "proof.lost",
      "incident.containment_lost",
    ])
    const listed = (await listIncidents({ ctx })).open.find((one) => one.reference === scene.reference)
    expect(listed).toMatchObject({
      status: "declared",
      allProvenAfterMs: null,
      containment: { contained: false },
    })
  })

  it("goes when a further credential becomes known", async () => {
    const scene = await underContainment("gamma")
    await scene.prove(0)
    const more = await addCredential({
      ctx,
      reference: scene.reference,
      input: { connectionId: scene.connection.id, kind: "test.thing", identifier: "delta" },
    })
    expect(more).toMatchObject({
      status: "declared",
      containedAt: null,
      containment: { total: 2, proven: 1 },
    })
    await expect(
      addCredential({
        ctx,
        reference: scene.reference,
        input: { connectionId: scene.connection.id, kind: "test.thing", identifier: "delta" },
      }),
    ).rejects.toMatchObject({ code: "precondition-failed" })
  })

  it("is not reached by a statement, and does not stay by one", async () => {
    const scene = await underContainment("epsilon", "zeta")
    await scene.prove(0)
    const stated = await stateCredential({
      ctx,
      reference: scene.reference,
      credentialId: scene.credentials[1]?.id ?? "",
      input: { note: "rotated by the bank" },
    })
    expect(stated).toMatchObject({
      status: "declared",
      containedAt: null,
      containment: { proven: 1, stated: 1, contained: false },
    })
    await expect(
      stateCredential({ ctx, reference: scene.reference, credentialId: randomUUID(), input: { note: "x" } }),
    ).rejects.toMatchObject({ code: "not-found" })
  })

  it("a later status stays, while the proof's loss is told", async () => {
    const scene = await underContainment("eta")
    await scene.prove(0)
    await changeStatus({ ctx, reference: scene.reference, input: { status: "recovering", why: "restoring" } })
    await scene.lose(0)
    expect(await readIncident({ ctx, reference: scene.reference })).toMatchObject({
      status: "recovering",
      containedAt: null,
    })
    expect(await kinds(scene.reference)).toContain("incident.containment_lost")
  })
})

describe("an agent in two incidents", () => {
  it("what was stated in the first says nothing in the second, and the first keeps its own", async () => {
    const first = await underContainment("theta")
    const note = { note: "rotated by its owner" }
    await stateCredential({
      ctx,
      reference: first.reference,
      credentialId: first.credentials[0]?.id ?? "",
      input: note,
    })
    await changeStatus({ ctx, reference: first.reference, input: { status: "resolved", why: "over" } })
    const second = await declare({ agentId: first.agent.id })
    expect(second).toMatchObject({
      containment: { total: 1, stated: 0, notStarted: 1 },
      credentials: [{ stated: null }],
    })
    expect(await readIncident({ ctx, reference: first.reference })).toMatchObject({
      containment: { stated: 1 },
    })
  })

  it("a resolved one keeps the credentials of its day", async () => {
    const scene = await underContainment("iota")
    await scene.prove(0)
    await changeStatus({ ctx, reference: scene.reference, input: { status: "resolved", why: "over" } })
    const added = { connectionId: scene.connection.id, kind: "test.thing", origin: "registered" as const }
    await db.credential.create({
      data: { ...added, agentId: scene.agent.id, identifier: "kappa", addedAt: new Date() },
    })
    await db.credential.updateMany({
      where: { agentId: scene.agent.id, identifier: "iota" },
      data: { removedAt: new Date() },
    })
    expect(await readIncident({ ctx, reference: scene.reference })).toMatchObject({
      containment: { total: 1, proven: 1, contained: true },
      credentials: [{ identifier: "iota" }],
    })
    expect(await declare({ agentId: scene.agent.id })).toMatchObject({
      credentials: [{ identifier: "kappa" }],
    })
  })
})

describe("facts that people type", () => {
  it("are guarded by the version on the screen and kept with their old values", async () => {
    const { reference, version } = await declare()
    const changed = await updateIncident({
      ctx,
      reference,
      input: { version, title: "Two agents", service: "orders" },
    })
    expect(changed).toMatchObject({ title: "Two agents", service: "orders", version: version + 1 })
    await expect(
      updateIncident({ ctx, reference, input: { version, title: "Three" } }),
    ).rejects.toMatchObject({ code: "conflict" })
    await updateIncident({ ctx, reference, input: { version: version + 1, title: "Two agents" } })
    const entries = await db.timelineEntry.findMany({
      where: { incident: { reference }, kind: "incident.updated" },
      include: { body: true },
    })
    expect(entries.map((one) => one.body?.body)).toEqual([
      {
        fields: "the title, the service",
        from: { title: "An agent deletes things", service: "" },
        to: { title: "Two agents", service: "orders" },
      },
    ])
    const future = new Date(Date.now() + 60_000).toISOString()
    await expect(
      updateIncident({ ctx, reference, input: { version: 2, detectedAt: future } }),
    ).rejects.toMatchObject({ code: "invalid-input" })
  })

  it("a first step is stated by a person, with a note, again and again", async () => {
    const { reference } = await declare()
    for (const note of ["killed the process", "and the CI run"])
      await stateFirstStep({ ctx, reference, input: { kind: "stop", note } })
    const steps = (await readIncident({ ctx, reference })).firstSteps
    expect(steps[0]).toMatchObject({
      kind: "stop",
      state: "stated",
      statement: "and the CI run",
      by: "Ines Okafor",
    })
    await expect(
      stateFirstStep({ ctx: machine, reference, input: { kind: "stop", note: "x" } }),
    ).rejects.toMatchObject({ code: "not-permitted" })
    await expect(
      stateFirstStep({ ctx, reference, input: { kind: "stop", note: " " } }),
    ).rejects.toMatchObject({ code: "invalid-input" })
  })
})
