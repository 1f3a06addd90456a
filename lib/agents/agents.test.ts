import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { addAgentCredential } from "@/lib/agents/add-agent-credential"
import { archiveAgent } from "@/lib/agents/archive-agent"
import { containSuspect } from "@/lib/agents/contain-suspect"
import { readAgent, readAgents } from "@/lib/agents/data"
import { editAgent } from "@/lib/agents/edit-agent"
import { findCredential } from "@/lib/agents/find-credential"
import { registerAgent } from "@/lib/agents/register-agent"
import { removeAgentCredential } from "@/lib/agents/remove-agent-credential"
import type { AddCredentialInput } from "@/lib/agents/schema"
import { checkConnection } from "@/lib/connections/check-connection"
import { createConnection } from "@/lib/connections/create-connection"
import { secretOwner } from "@/lib/connections/open-connection"
import { protectIdentity } from "@/lib/connections/protect-identity"
import type { ConnectionDto } from "@/lib/connections/schema"
import type { Context } from "@/lib/context"
import type { Prisma, PrismaClient } from "@/lib/db/generated/client"
import { isFirebreakError } from "@/lib/errors"
import { readIncident } from "@/lib/incidents/data"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { realWorld } from "@/lib/plans/world"
import { seal } from "@/lib/secrets/seal"
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database"
import { responderInput, secretOf } from "@/lib/testing/range-connection"
import { signInAs } from "@/lib/testing/sign-in"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"

let database: TestDatabase
let db: PrismaClient
let range: TestRange
let account: RangeAccount
let connection: ConnectionDto
let admin: Context
let operator: Context
let viewer: Context
let agentArn: string
const world = realWorld
beforeAll(async () => {
  database = await createTestDatabase()
  db = database.prisma
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 5 })
  agentArn = (account.agent as { arn: string }).arn
  admin = (await signInAs(db, "administrator")).ctx
  operator = (await signInAs(db, "operator")).ctx
  viewer = (await signInAs(db, "viewer")).ctx
  connection = await createConnection({ ctx: admin, input: responderInput(account) })
})
afterAll(async () => {
  await range.close()
  await database.close()
})

async function problemOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isFirebreakError(error)) throw new Error(`no FirebreakError but ${String(error)}`)
  return { code: error.code, detail: error.detail, paths: error.fields.map((field) => field.path) }
}

const user = (name: string): AddCredentialInput => ({
  connectionId: connection.id,
  kind: "aws.iam-user",
  identifier: `arn:aws:iam::${account.accountId}:user/${name}`,
  label: name,
})
const register = (name: string, ...credentials: AddCredentialInput[]) =>
  registerAgent({ ctx: operator, input: { name, kind: "Codex", credentials } })

describe("a registration", () => {
  it("keeps facts and credentials, and says whether one press would be enough", async () => {
    const before = await register("unchecked", user("unchecked"))
    expect(before.containable).toMatchObject({
      state: "unknown",
      reason: expect.stringMatching(/never checked/),
    })
    await checkConnection({ ctx: operator, id: connection.id, world })
    const after = await readAgent({ ctx: viewer, id: before.id })
    expect(after.containable.state).toBe("yes")
    expect(after.credentials[0]).toMatchObject({
      kindTitle: "IAM user",
      connectionName: connection.name,
      origin: "registered",
    })
    const none = await register("holds nothing")
    expect(none.containable).toMatchObject({ state: "no", reason: expect.stringMatching(/revoke nothing/) })
    expect((await readAgents({ ctx: viewer })).map((agent) => agent.name)).toEqual([
      "holds nothing",
      "unchecked",
    ])
  })

  it("is as containable as its worst credential", async () => {
    const secret = { ...user("x"), kind: "aws.secret", identifier: "orders-db" }
    const foreign = { ...user("x"), identifier: "arn:aws:iam::999999999999:user/x" }
    const one = await register("mixed", user("good"), secret)
    expect(one.containable).toMatchObject({ state: "no", reason: expect.stringMatching(/rotated where/) })
    const two = await register("elsewhere", foreign)
    expect(two.containable).toMatchObject({ state: "no", reason: expect.stringMatching(/999999999999/) })
    await protectIdentity({
      ctx: admin,
      id: connection.id,
      input: { pattern: `arn:aws:iam::${account.accountId}:user/BreakGlass*`, reason: "on-call" },
    })
    const three = await register("glass", user("BreakGlass-oncall"))
    expect(three.containable).toMatchObject({ state: "no", reason: expect.stringMatching(/break-glass/) })
  })

  it.each<[string, Partial<AddCredentialInput>, string]>([
    ["a user that is no ARN", { identifier: "claude" }, "credentials.0.identifier"],
    ["an unknown kind", { kind: "aws.password" }, "credentials.0.kind"],
    ["a connection that is gone", { connectionId: randomUUID() }, "credentials.0.connectionId"],
    ["a label with a control character", { label: "a\u0000" }, "credentials.0.label"],
  ])("refuses %s and keeps nothing", async (_name, change, path) => {
    const problem = await problemOf(register("bad input", { ...user("x"), ...change }))
    expect(problem).toMatchObject({ code: "invalid-input", paths: [path] })
    expect(await db.agent.count({ where: { name: "bad input" } })).toBe(0)
  })

  it("refuses the same credential twice, at once or later", async () => {
    expect((await problemOf(register("twice", user("a"), user("a")))).paths).toEqual([
      "credentials.1.identifier",
    ])
    const { id } = await register("twice later", user("a"))
    const again = addAgentCredential({ ctx: operator, id, input: user("a") })
    expect((await problemOf(again)).code).toBe("precondition-failed")
  })
})

describe("a change", () => {
  it("over somebody else's is a conflict", async () => {
    const { id, rowVersion } = await register("contested")
    await editAgent({ ctx: operator, id, input: { rowVersion, owner: "platform" } })
    const second = editAgent({ ctx: operator, id, input: { rowVersion, owner: "nobody" } })
    expect((await problemOf(second)).code).toBe("conflict")
    expect((await readAgent({ ctx: viewer, id })).owner).toBe("platform")
    const archive = archiveAgent({ ctx: operator, id, input: { rowVersion } })
    expect((await problemOf(archive)).code).toBe("conflict")
  })

  it("records who did what", async () => {
    const { id } = await register("recorded")
    const added = await addAgentCredential({ ctx: operator, id, input: user("recorded") })
    const credentialId = added.credentials[0]?.id ?? ""
    const removed = await removeAgentCredential({ ctx: operator, id, credentialId })
    expect(removed.credentials).toEqual([])
    await archiveAgent({ ctx: operator, id, input: { rowVersion: removed.rowVersion } })
    const rows = await db.activity.findMany({ where: { subject: `agent/${id}` }, orderBy: { at: "asc" } })
    expect(rows.map((row) => row.kind)).toEqual([
      "agent.registered",
      "agent.credential_added",
      "agent.credential_removed",
      "agent.archived",
    ])
    expect((await readAgents({ ctx: viewer })).map((agent) => agent.id)).not.toContain(id)
  })

  it("of an agent in an open incident counts there at once, and nothing can be forgotten", async () => {
    const { id, rowVersion, credentials } = await register("in an incident", user("first"))
    const { reference } = await declareIncident({
      ctx: operator,
      input: { title: "open", severity: 3, agentId: id },
    })
    await addAgentCredential({ ctx: operator, id, input: user("second") })
    const incident = await readIncident({ ctx: operator, reference })
    expect(incident.containment.total).toBe(2)
    const entries = await db.timelineEntry.findMany({ where: { incidentId: incident.id } })
    expect(entries.map((entry) => entry.kind)).toContain("credential.added")
    const credentialId = credentials[0]?.id ?? ""
    const attempts = [
      () => removeAgentCredential({ ctx: operator, id, credentialId }),
      () => archiveAgent({ ctx: operator, id, input: { rowVersion: rowVersion + 1 } }),
    ]
    for (const attempt of attempts)
      expect(await problemOf(attempt())).toMatchObject({
        code: "precondition-failed",
        detail: expect.stringContaining(reference),
      })
  })
})

describe("finding a credential", () => {
  it("asks every connection, and one that does not answer holds nobody up", async () => {
    const away = await createConnection({
      ctx: admin,
      input: {
        ...responderInput(account, { endpoints: { ...account.endpoints, sts: "http://127.0.0.1:1" } }),
        name: "away",
      },
    })
    const given = (account.agent as { accessKeyId: string }).accessKeyId
    const { results } = await findCredential({ ctx: operator, input: { given }, world })
    expect(results[0]).toMatchObject({
      connectionId: connection.id,
      result: { found: true, kind: "aws.iam-user", identifier: agentArn },
    })
    expect(results.find((one) => one.connectionId === away.id)?.result).toMatchObject({
      found: false,
      reason: expect.stringMatching(/could not be asked.*ECONNREFUSED/),
    })
    const one = await findCredential({ ctx: operator, input: { given, connectionId: connection.id }, world })
    expect(one.results).toHaveLength(1)
  })
})

describe("one press on a suspect", () => {
  const press = (ctx: Context, change: object = {}, key: string | null = null) =>
    containSuspect({
      ctx,
      connectionId: connection.id,
      key,
      world,
      input: {
        credential: { kind: "aws.iam-user", identifier: agentArn, label: "claude-code-infra" },
        agentKind: "Claude Code",
        ...change,
      },
    })

  it("registers, declares and contains; a second press of the same key opens nothing more", async () => {
    const done = await press(operator, {}, "press-1")
    expect(done).toMatchObject({ declared: true, problem: null })
    expect(done.contained?.requested.length).toBeGreaterThan(0)
    const incident = await readIncident({ ctx: operator, reference: done.reference })
    expect(incident).toMatchObject({
      isDrill: false,
      severity: 1,
      agent: { kind: "Claude Code", name: "claude-code-infra" },
      credentials: [{ identifier: agentArn }],
      commander: { userId: operator.actor.kind === "person" ? operator.actor.userId : "" },
    })
    const again = await press(operator, {}, "press-1")
    expect(again.reference).toBe(done.reference)
    const agents = await db.credential.findMany({ where: { identifier: agentArn, agentId: { not: null } } })
    expect(agents).toHaveLength(1)
  })

  it("uses the open incident that is named, and refuses one that is over", async () => {
    const { reference } = await declareIncident({ ctx: operator, input: { title: "who is it", severity: 2 } })
    const done = await press(operator, { reference })
    expect(done).toMatchObject({ reference, declared: false, problem: null })
    const incident = await readIncident({ ctx: operator, reference })
    expect(incident.containment).toMatchObject({ total: 1, notStarted: 0 })
    await db.incident.update({ where: { reference }, data: { status: "resolved" } })
    expect((await problemOf(press(operator, { reference }))).code).toBe("precondition-failed")
  })

  it("adds to an incident whose agent is another one, and contains only what was pressed", async () => {
    const other = await register("already named", user("ci-release-pipeline"))
    const { reference } = await declareIncident({
      ctx: operator,
      input: { title: "two of them", severity: 2, agentId: other.id },
    })
    await press(operator, { reference })
    const { containment, agent } = await readIncident({ ctx: operator, reference })
    expect(agent.name).toBe("already named")
    expect(containment).toMatchObject({ total: 2, notStarted: 1 })
  })

  it("never touches a protected identity: nothing is declared or registered", async () => {
    const before = [await db.incident.count(), await db.agent.count()]
    const glass = { kind: "aws.iam-user", label: "glass", identifier: user("BreakGlass-oncall").identifier }
    expect(await problemOf(press(operator, { credential: glass }))).toMatchObject({
      code: "protected-identity",
      detail: expect.stringMatching(/break-glass/),
    })
    const { userArn } = account.responder as { userArn: string }
    const ourselves = { kind: "aws.iam-user", label: "us", identifier: userArn }
    expect((await problemOf(press(operator, { credential: ourselves }))).detail).toMatch(/own access/)
    expect([await db.incident.count(), await db.agent.count()]).toEqual(before)
  })

  it("says why the containment did not start, and leaves the incident standing", async () => {
    const away = await createConnection({
      ctx: admin,
      input: {
        ...responderInput(account, { endpoints: { ...account.endpoints, iam: "http://127.0.0.1:1" } }),
        name: "IAM is away",
      },
    })
    const credential = { kind: "aws.iam-user", identifier: agentArn, label: "claude" }
    const done = await containSuspect({
      ctx: operator,
      connectionId: away.id,
      key: null,
      world,
      input: { credential },
    })
    const incident = await readIncident({ ctx: operator, reference: done.reference })
    expect(incident.containment).toMatchObject({ total: 1, contained: false })
    expect(done.contained?.requested).toEqual([])
    expect(done.problem).toMatch(/Nothing was asked/)
  })

  it("on a practice account joins its drill and cannot open a real incident", async () => {
    const id = "01900000-0000-7000-8000-00000000000a"
    await db.connection.create({
      data: {
        id,
        name: "Practice",
        connector: "aws",
        isRange: true,
        config: responderInput(account).config as Prisma.InputJsonObject,
        secretSealed: seal(JSON.stringify({ secretAccessKey: secretOf(account) }), secretOwner(id)),
      },
    })
    const credential = { kind: "aws.iam-user", identifier: agentArn, label: "claude" }
    const pressed = (reference: string | null) =>
      containSuspect({ ctx: admin, connectionId: id, key: null, world, input: { credential, reference } })
    expect((await problemOf(pressed(null))).detail).toMatch(/drill .* is over/)
    const real = await declareIncident({ ctx: admin, input: { title: "real", severity: 4 } })
    expect((await problemOf(pressed(real.reference))).code).toBe("invalid-input")
    expect(await db.credential.count({ where: { connectionId: id } })).toBe(0)
  })
})

describe("permission", () => {
  it("is needed for each write and each question", async () => {
    const agent = await register("guarded", user("guarded"))
    const { id, rowVersion } = agent
    const credentialId = agent.credentials[0]?.id ?? ""
    const credential = { kind: "aws.iam-user", identifier: agentArn, label: "" }
    const attempts = [
      () => registerAgent({ ctx: viewer, input: { name: "theirs", kind: "Codex" } }),
      () => editAgent({ ctx: viewer, id, input: { rowVersion, name: "theirs" } }),
      () => archiveAgent({ ctx: viewer, id, input: { rowVersion } }),
      () => addAgentCredential({ ctx: viewer, id, input: user("theirs") }),
      () => removeAgentCredential({ ctx: viewer, id, credentialId }),
      () => findCredential({ ctx: viewer, input: { given: "x" }, world }),
      () =>
        containSuspect({
          ctx: viewer,
          connectionId: connection.id,
          key: null,
          world,
          input: { credential },
        }),
    ]
    for (const attempt of attempts) expect((await problemOf(attempt())).code).toBe("not-permitted")
    expect(await readAgent({ ctx: viewer, id })).toEqual(agent)
  })

  it("to contain in a running incident is its commander's", async () => {
    const { reference } = await declareIncident({ ctx: admin, input: { title: "theirs", severity: 2 } })
    const credential = { kind: "aws.iam-user", identifier: agentArn, label: "" }
    const attempt = containSuspect({
      ctx: operator,
      connectionId: connection.id,
      key: null,
      world,
      input: { credential, reference },
    })
    expect((await problemOf(attempt)).code).toBe("not-permitted")
    expect((await readIncident({ ctx: admin, reference })).containment.total).toBe(0)
  })
})

describe("an agent of a drill", () => {
  it("is changed by nobody", async () => {
    const { id } = await db.agent.create({ data: { name: "practice", kind: "Claude Code", isDrill: true } })
    const attempts = [
      () => editAgent({ ctx: admin, id, input: { rowVersion: 1, name: "mine" } }),
      () => archiveAgent({ ctx: admin, id, input: { rowVersion: 1 } }),
      () => addAgentCredential({ ctx: admin, id, input: user("mine") }),
    ]
    for (const attempt of attempts) expect((await problemOf(attempt())).code).toBe("precondition-failed")
  })
})
