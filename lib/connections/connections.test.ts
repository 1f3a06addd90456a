import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { archiveConnection } from "@/lib/connections/archive-connection"
import { checkConnection } from "@/lib/connections/check-connection"
import { createConnection } from "@/lib/connections/create-connection"
import { readConnection, readConnections } from "@/lib/connections/data"
import { editConnection } from "@/lib/connections/edit-connection"
import { openConnection } from "@/lib/connections/open-connection"
import { protectIdentity } from "@/lib/connections/protect-identity"
import { rankSuspects } from "@/lib/connections/rank-suspects"
import { resolveCredential } from "@/lib/connections/resolve-credential"
import { unprotectIdentity } from "@/lib/connections/unprotect-identity"
import type { Context } from "@/lib/context"
import type { PrismaClient } from "@/lib/db/generated/client"
import { isFirebreakError } from "@/lib/errors"
import { realWorld } from "@/lib/plans/world"
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database"
import { responderInput, secretOf } from "@/lib/testing/range-connection"
import { signInAs } from "@/lib/testing/sign-in"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { waitFor } from "@/lib/testing/wait-for"

let database: TestDatabase
let db: PrismaClient
let range: TestRange
let account: RangeAccount
let admin: Context
let operator: Context
let viewer: Context
beforeAll(async () => {
  database = await createTestDatabase()
  db = database.prisma
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 3 })
  admin = (await signInAs(db, "administrator")).ctx
  operator = (await signInAs(db, "operator")).ctx
  viewer = (await signInAs(db, "viewer")).ctx
})
afterAll(async () => {
  await range.close()
  await database.close()
})

const world = realWorld
const add = (name: string, change = {}) =>
  createConnection({ ctx: admin, input: { ...responderInput(account, change), name } })

async function problemOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isFirebreakError(error)) throw new Error(`no FirebreakError but ${String(error)}`)
  return { code: error.code, detail: error.detail, paths: error.fields.map((field) => field.path) }
}

describe("the secret", () => {
  it("is sealed in the row and in nothing else: no answer and no activity holds it", async () => {
    const made = await add("sealed")
    const secret = secretOf(account)
    const row = await db.connection.findUniqueOrThrow({ where: { id: made.id } })
    expect(row.secretSealed).toMatch(/^fb1\./)
    expect(JSON.stringify(row)).not.toContain(secret)
    expect(JSON.stringify([made, await readConnections({ ctx: viewer })])).not.toContain(secret)
    expect(JSON.stringify(await db.activity.findMany())).not.toContain(secret)
    expect(made).toMatchObject({ hasSecret: true, isRange: false, lastCheck: null, accountId: null })
    const opened = await openConnection({
      db,
      connectionId: made.id,
      incidentReference: "CHECK",
      operator: "test",
      signal: new AbortController().signal,
      now: () => new Date(),
    })
    expect(opened.secret).toEqual({ secretAccessKey: secret })
  })

  it("stays when it is not sent, is replaced when it is, and goes with a mode that needs none", async () => {
    const { id, version } = await add("kept")
    const sealed = async () => (await db.connection.findUniqueOrThrow({ where: { id } })).secretSealed
    const first = await sealed()
    const renamed = await editConnection({ ctx: admin, id, input: { version, name: "kept, renamed" } })
    expect(await sealed()).toBe(first)
    const replaced = await editConnection({
      ctx: admin,
      id,
      input: {
        version: renamed.version,
        secret: { secretAccessKey: "another-secret-of-forty-characters-00000" },
      },
    })
    expect(await sealed()).not.toBe(first)
    const server = await editConnection({
      ctx: admin,
      id,
      input: { version: replaced.version, config: { mode: "server", regions: ["eu-central-1"] } },
    })
    expect(server.hasSecret).toBe(false)
    expect(await sealed()).toBeNull()
    const back = editConnection({
      ctx: admin,
      id,
      input: { version: server.version, config: responderInput(account).config },
    })
    expect(await problemOf(back)).toMatchObject({ code: "invalid-input", paths: ["secret"] })
  })

  it("cannot be taken away from a mode that needs it", async () => {
    const { id, version } = await add("needs it")
    const edit = editConnection({ ctx: admin, id, input: { version, secret: null } })
    expect(await problemOf(edit)).toMatchObject({ code: "invalid-input", paths: ["secret"] })
  })
})

describe("an edit", () => {
  it("over somebody else's is a conflict and changes nothing", async () => {
    const { id, version } = await add("contested")
    await editConnection({ ctx: admin, id, input: { version, name: "first" } })
    const second = editConnection({ ctx: admin, id, input: { version, name: "second" } })
    expect((await problemOf(second)).code).toBe("conflict")
    expect((await readConnection({ ctx: admin, id })).name).toBe("first")
  })

  it("of the access voids the last check; one of the name, or one that says the same, does not", async () => {
    const { id } = await add("checked once")
    const { version } = await checkConnection({ ctx: admin, id, world })
    const renamed = await editConnection({
      ctx: admin,
      id,
      input: { version, name: "checked, renamed", config: responderInput(account).config },
    })
    expect(renamed.lastCheck?.ok).toBe(true)
    const { config } = responderInput(account, { regions: [account.region, "ap-southeast-2"] })
    const moved = await editConnection({ ctx: admin, id, input: { version: renamed.version, config } })
    expect(moved).toMatchObject({ lastCheck: null, lastCheckedAt: null, accountId: null })
    expect(moved.containable.state).toBe("unknown")
  })
})

describe("bad input", () => {
  it.each([
    ["no regions", { regions: [] }, "config.regions"],
    ["a region that is none", { regions: ["Frankfurt"] }, "config.regions.0"],
    ["a role that is no ARN", { roleArn: "Admin" }, "config.roleArn"],
    ["a field nobody knows", { colour: "red" }, "config"],
    ["an endpoint of another kind", { endpoints: { iam: "file:///etc/passwd" } }, "config.endpoints.iam"],
    ["keys without an id", { accessKeyId: undefined }, "config.accessKeyId"],
  ])("%s is refused with its field", async (_name, change, path) => {
    expect(await problemOf(add(`bad ${path}`, change))).toMatchObject({
      code: "invalid-input",
      paths: [path],
    })
  })

  it("a taken name, a control character and a secret of the wrong shape are refused", async () => {
    await add("Taken")
    expect((await problemOf(add("taken"))).paths).toEqual(["name"])
    expect((await problemOf(add("bell\u0007"))).paths).toEqual(["name"])
    const short = createConnection({
      ctx: admin,
      input: { ...responderInput(account), name: "short", secret: { secretAccessKey: "short" } },
    })
    const problem = await problemOf(short)
    expect(problem.code).toBe("invalid-input")
    expect(problem.detail).not.toContain("short")
  })
})

describe("a check", () => {
  it("with every permission proves that agents here can be contained", async () => {
    const { id } = await add("whole")
    const checked = await checkConnection({ ctx: operator, id, world })
    expect(checked.lastCheck).toMatchObject({ ok: true, problems: [], policyToPaste: "" })
    expect(checked).toMatchObject({ accountId: account.accountId, containable: { state: "yes" } })
    const last = await db.activity.findFirstOrThrow({
      orderBy: { at: "desc" },
      where: { kind: "connection.checked" },
    })
    expect(last).toMatchObject({ subject: `connection/${id}`, detail: { ok: true } })
  })

  it("with missing permissions names them, and one press would not be enough", async () => {
    const { userArn } = account.responder as { userArn: string }
    const { accessKeyId } = account.responder as { accessKeyId: string }
    // The user may take the role and nothing else.
    const { id } = await createConnection({
      ctx: admin,
      input: {
        ...responderInput(account),
        name: "bare user",
        config: { mode: "keys", accessKeyId, regions: [account.region], endpoints: account.endpoints },
      },
    })
    const checked = await checkConnection({ ctx: operator, id, world })
    expect(checked.lastCheck?.identity).toBe(userArn)
    expect(checked.lastCheck?.ok).toBe(false)
    expect(checked.lastCheck?.policyToPaste).toContain("iam:UpdateAccessKey")
    expect(checked.containable).toMatchObject({ state: "no", reason: expect.stringMatching(/denied/) })
    expect(checked.lastCheck?.permissions.filter((row) => row.outcome === "allowed")).toEqual([])
  })

  it("whose sign-in fails is kept as an answer, so that an older one does not look as if it held", async () => {
    const { id, version } = await add("loses its secret")
    await checkConnection({ ctx: operator, id, world })
    const secret = { secretAccessKey: "wrong-secret-of-forty-characters-0000000" }
    await editConnection({ ctx: admin, id, input: { version, secret } })
    const checked = await checkConnection({ ctx: operator, id, world })
    expect(checked.lastCheck).toMatchObject({ ok: false, identity: null, details: { failure: "refused" } })
    expect(checked.lastCheck?.problems[0]).toMatch(/secret access key does not belong/)
    expect(checked.containable).toMatchObject({
      state: "no",
      reason: expect.stringMatching(/sign-in failed/),
    })
  })

  it("of an address where nobody answers says so", async () => {
    const { id } = await add("far away", {
      endpoints: { ...account.endpoints, sts: "http://127.0.0.1:1" },
    })
    const checked = await checkConnection({ ctx: operator, id, world })
    expect(checked.lastCheck?.problems[0]).toMatch(/cannot be reached \(ECONNREFUSED\)/)
  })
})

describe("who acted in the last hour", () => {
  it("puts the scripted agent first, marked, and says what the history cannot see", async () => {
    const { id } = await add("suspects")
    const agent = account.agent as { arn: string; userName: string }
    await range.control("POST", `/accounts/${account.accountId}/agent/start`, { paceMs: 20 })
    const first = await waitFor("the agent among the suspects", async () => {
      const { suspects } = await rankSuspects({ ctx: operator, id, input: {}, world })
      return suspects[0]?.destructive ? suspects[0] : null
    })
    await range.control("POST", `/accounts/${account.accountId}/agent/stop`)
    expect(first).toMatchObject({
      credential: { kind: "aws.iam-user", identifier: agent.arn, label: agent.userName },
      agentMark: "Claude Code",
      registered: null,
      refusal: null,
    })
    const { coverage } = await rankSuspects({ ctx: operator, id, input: { minutes: 5 }, world })
    expect(coverage.flatMap((source) => source.cannotSee).join()).toMatch(/data events/)
    await protectIdentity({ ctx: admin, id, input: { pattern: agent.arn, reason: "test" } })
    const again = await rankSuspects({ ctx: operator, id, input: {}, world })
    expect(again.suspects[0]?.refusal).toMatch(/break-glass/)
  })

  it("names a source that failed instead of showing nobody", async () => {
    const { id } = await add("blind", {
      endpoints: { ...account.endpoints, cloudtrail: "http://127.0.0.1:1" },
    })
    const { suspects, coverage } = await rankSuspects({ ctx: operator, id, input: {}, world })
    expect(suspects).toEqual([])
    expect(coverage.every((source) => source.state === "failed" && source.failure !== "")).toBe(true)
  })
})

describe("what was this key", () => {
  it.each([
    ["an access key id", () => (account.agent as { accessKeyId: string }).accessKeyId],
    ["a user's ARN", () => (account.agent as { arn: string }).arn],
    ["a user's name", () => (account.agent as { userName: string }).userName],
  ])("%s leads to the user", async (_name, given) => {
    const { id } = await add(`resolve ${randomUUID()}`)
    const found = await resolveCredential({ ctx: operator, id, input: { given: given() }, world })
    expect(found).toMatchObject({
      found: true,
      kind: "aws.iam-user",
      identifier: (account.agent as { arn: string }).arn,
      accountId: account.accountId,
    })
  })

  it("of another account, or of nobody, is not found and says why", async () => {
    const other = await range.createAccount({ seed: 4 })
    const { id } = await add("resolve others")
    const ask = (given: string) => resolveCredential({ ctx: operator, id, input: { given }, world })
    const foreign = await ask((other.agent as { accessKeyId: string }).accessKeyId)
    expect(foreign).toMatchObject({ found: false, reason: expect.stringContaining(other.accountId) })
    expect(await ask("nobody-at-all")).toMatchObject({ found: false })
  })

  it("over a connection that is not let in says so; over one that does not answer it is an error", async () => {
    const input = { given: "AKIAIOSFODNN7EXAMPLE" }
    const locked = await add("resolve locked", { externalId: "somebody-else" })
    const asked = await resolveCredential({ ctx: operator, id: locked.id, input, world })
    expect(asked).toMatchObject({ found: false, reason: expect.stringMatching(/taking the role/) })
    const away = await add("resolve away", {
      endpoints: { ...account.endpoints, sts: "http://127.0.0.1:1" },
    })
    const unanswered = resolveCredential({ ctx: operator, id: away.id, input, world })
    expect(await problemOf(unanswered)).toMatchObject({ code: "platform-unreachable" })
  })
})

describe("break-glass identities", () => {
  it("are added once and taken off, each with an activity", async () => {
    const { id } = await add("protected")
    const input = { pattern: `arn:aws:iam::${account.accountId}:role/Emergency*`, reason: "on-call" }
    const one = await protectIdentity({ ctx: admin, id, input })
    expect((await problemOf(protectIdentity({ ctx: admin, id, input }))).code).toBe("precondition-failed")
    const protectedId = one.protected[0]?.id ?? ""
    const none = await unprotectIdentity({ ctx: admin, id, protectedId })
    expect(none.protected).toEqual([])
    expect((await problemOf(unprotectIdentity({ ctx: admin, id, protectedId }))).code).toBe("not-found")
    const kinds = await db.activity.findMany({
      where: { subject: `connection/${id}` },
      orderBy: { at: "asc" },
    })
    expect(kinds.map((row) => row.kind)).toEqual([
      "connection.created",
      "identity.protected",
      "identity.unprotected",
    ])
  })

  it("are written as ARNs of users and roles", async () => {
    const { id } = await add("protected, badly")
    const bad = protectIdentity({ ctx: admin, id, input: { pattern: "everybody", reason: "test" } })
    expect(await problemOf(bad)).toMatchObject({ code: "invalid-input", paths: ["pattern"] })
  })
})

describe("archiving", () => {
  it("takes a connection off the list and keeps it openable", async () => {
    const { id, version } = await add("old")
    await archiveConnection({ ctx: admin, id, input: { version } })
    expect((await readConnections({ ctx: admin })).map((row) => row.id)).not.toContain(id)
    expect((await readConnection({ ctx: admin, id })).archivedAt).not.toBeNull()
    const again = archiveConnection({ ctx: admin, id, input: { version: version + 1 } })
    expect((await problemOf(again)).code).toBe("precondition-failed")
    expect((await problemOf(checkConnection({ ctx: admin, id, world }))).code).toBe("precondition-failed")
  })

  it("waits for open incidents and for credentials of agents", async () => {
    const { id, version } = await add("in use")
    const agent = await db.agent.create({
      data: {
        name: "holder",
        kind: "Codex",
        credentials: {
          create: { connectionId: id, kind: "aws.access-key", identifier: "AKIA", origin: "registered" },
        },
      },
    })
    const archive = () => archiveConnection({ ctx: admin, id, input: { version } })
    expect((await problemOf(archive())).detail).toMatch(/holder/)
    await db.agent.update({ where: { id: agent.id }, data: { archivedAt: new Date() } })
    const incident = await db.incident.create({
      data: {
        reference: "INC-901",
        title: "open",
        severity: 3,
        declaredByLabel: "test",
      },
    })
    await db.incidentConnection.create({
      data: { incidentId: incident.id, isDrill: false, connectionId: id, isRange: false },
    })
    expect((await problemOf(archive())).detail).toMatch(/INC-901/)
    await db.incident.update({ where: { id: incident.id }, data: { status: "resolved" } })
    await archive()
  })
})

describe("the practice range", () => {
  it("is connected by drills alone: nobody makes, changes, archives or guards a practice connection", async () => {
    const practice = await db.connection.create({
      data: {
        name: "Practice account",
        connector: "aws",
        isRange: true,
        config: { mode: "server", regions: ["eu-central-1"], endpoints: { iam: "http://127.0.0.1:4" } },
      },
    })
    const { id } = practice
    const attempts = [
      () => editConnection({ ctx: admin, id, input: { version: 1, name: "mine" } }),
      () => archiveConnection({ ctx: admin, id, input: { version: 1 } }),
      () => protectIdentity({ ctx: admin, id, input: { pattern: "arn:aws:iam::*:user/x", reason: "test" } }),
    ]
    for (const attempt of attempts) expect((await problemOf(attempt())).code).toBe("precondition-failed")
    const real = add("the range as real", { endpoints: { ...account.endpoints, iam: "http://127.0.0.1:4/" } })
    expect(await problemOf(real)).toMatchObject({ code: "invalid-input", paths: ["config.endpoints"] })
    const smuggled = createConnection({
      ctx: admin,
      input: Object.assign(responderInput(account), { name: "smuggled", isRange: true }),
    })
    expect((await problemOf(smuggled)).code).toBe("invalid-input")
    expect((await readConnections({ ctx: viewer })).at(-1)).toMatchObject({ id, isRange: true })
  })
})

describe("permission", () => {
  it("is needed for each write and each question", async () => {
    const { id, version } = await add("guarded")
    const pattern = "arn:aws:iam::*:user/BreakGlass"
    const byViewer = [
      () => checkConnection({ ctx: viewer, id, world }),
      () => rankSuspects({ ctx: viewer, id, input: {}, world }),
      () => resolveCredential({ ctx: viewer, id, input: { given: "x" }, world }),
    ]
    const byOperator = [
      () => createConnection({ ctx: operator, input: { ...responderInput(account), name: "theirs" } }),
      () => editConnection({ ctx: operator, id, input: { version, name: "theirs" } }),
      () => archiveConnection({ ctx: operator, id, input: { version } }),
      () => protectIdentity({ ctx: operator, id, input: { pattern, reason: "x" } }),
      () => unprotectIdentity({ ctx: operator, id, protectedId: randomUUID() }),
    ]
    for (const attempt of [...byViewer, ...byOperator])
      expect((await problemOf(attempt())).code).toBe("not-permitted")
    expect(await readConnection({ ctx: viewer, id })).toMatchObject({
      name: "guarded",
      version,
      lastCheck: null,
    })
  })
})
