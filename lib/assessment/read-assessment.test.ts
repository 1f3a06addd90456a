import { afterAll, beforeAll, expect, test } from "vitest"
import { evidenceFolder } from "@/lib/evidence/evidence-folder"
import { containNow } from "@/lib/plans/contain-now"
import { startEngine } from "@/lib/plans/engine/start-engine"
import { realWorld } from "@/lib/plans/world"
import { createTestDatabase } from "@/lib/testing/database"
import { openRangeDrill } from "@/lib/testing/range-drill"
import { signInAs, type TestPerson } from "@/lib/testing/sign-in"
import { startTestRange, type TestRange } from "@/lib/testing/start-range"
import { waitFor } from "@/lib/testing/wait-for"
import { arrangeLanes, containable, type Lane } from "./arrange-lanes"
import { cancelAssessment } from "./cancel-assessment"
import { readAssessments, readEffects, readEvidence, readIdentities } from "./data"
import { downloadEvidence } from "./download-evidence"
import { writeEffects } from "./effect-store"
import { exportEffects } from "./export-effects"
import { claimAssessment, LeaseLostError } from "./hold-lease"
import { requestAssessment } from "./request-assessment"
import { runAssessment } from "./run-assessment"
import { type EffectsQuery, effectsQuerySchema } from "./schema"

const { prisma: db, close } = await createTestDatabase()
const reference = "DRILL-7"
let range: TestRange
let commander: TestPerson
let viewer: TestPerson

const query = (given: Record<string, string> = {}): EffectsQuery => effectsQuerySchema.parse(given)

beforeAll(async () => {
  range = await startTestRange()
  const account = await range.createAccount({ scenario: "coding-agent", seed: 21 })
  commander = await signInAs(db, "operator", "Ines Okafor")
  viewer = await signInAs(db, "viewer")
  await openRangeDrill({ db, account, reference, commander })
  await range.control("POST", `/accounts/${account.accountId}/agent/start`, { paceMs: 30 })
  await waitFor("the agent's keys and damage", async () => {
    const now = await range.control<{ agentKeys: string[]; damaged: unknown[] }>(
      "GET",
      `/accounts/${account.accountId}/truth`,
    )
    return now.agentKeys.length >= 3 && now.damaged.length >= 20 ? now : null
  })
  await range.control("POST", `/accounts/${account.accountId}/agent/stop`)
  await requestAssessment({ ctx: commander.ctx, reference, input: {} })
  await read()
})
afterAll(async () => {
  await range.close()
  await close()
})

async function read(): Promise<void> {
  const lease = await claimAssessment(db, "test")
  if (!lease) throw new Error("no assessment is due")
  await runAssessment({ db, lease, signal: new AbortController().signal })
}

test("what was read stands with what each source covers, also for a viewer", async () => {
  const { current, coverage } = await readAssessments({ ctx: viewer.ctx, reference })
  expect(current?.state).toBe("finished")
  expect(current?.nextReadAt).not.toBeNull()
  const kinds = new Set(coverage.sources.map((source) => source.kind))
  expect(kinds).toEqual(new Set(["aws.lookup-events", "aws.trail-files", "aws.version-listing"]))
  const logs = coverage.sources.filter((source) => source.kind !== "aws.version-listing")
  for (const { completeUpTo } of logs)
    expect((completeUpTo ?? "") >= (coverage.completeUpTo ?? "9")).toBe(true)
})

test("identities stand below what they were got from; a key found is contained alone, with its proof", async () => {
  const lanes = arrangeLanes(await readIdentities({ ctx: viewer.ctx, reference }))
  expect(lanes[0]).toMatchObject({ depth: 0, from: null, cut: null })
  const minted = lanes.find((lane) => lane.identity.via === "iam:CreateAccessKey")
  const session = lanes.find((lane) => lane.identity.via === "sts:AssumeRole")
  expect(minted?.from).toMatch(/^AKIA/)
  expect(session?.from).toMatch(/^AKIA/)
  expect(minted?.identity.marks.length).toBeGreaterThan(0)
  const registered = lanes[0] && containable(lanes[0])
  const found = minted && containable(minted)
  if (!registered || !found) throw new Error("nothing to contain")

  const contain = (credentialId: string) =>
    containNow({ ctx: commander.ctx, reference, input: { credentialIds: [credentialId] }, world: realWorld })
  const engine = startEngine({ db, ...realWorld, sweepMs: 100, watchForMs: 0 })
  const proven = async (of: (lane: Lane) => boolean) => {
    const after = arrangeLanes(await readIdentities({ ctx: viewer.ctx, reference }))
    const cut = after.find(of)?.cut
    return cut?.provenAt ? { ...cut, after } : null
  }
  await contain(registered)
  const whole = await waitFor("the user's proof", () => proven((lane) => lane.depth === 0), 60_000)
  await contain(found)
  const key = await waitFor("the key's own proof", () => proven((lane) => lane.credentialId === found))
  await engine.stop()
  for (const { appliedAt, provenAt } of [whole, key])
    expect((appliedAt ?? "9") <= (provenAt ?? "")).toBe(true)
  const through = key.after.find((lane) => lane.identity.credentialId === null && lane.cut !== null)
  expect(through?.cutThrough).toBe("claude-code-infra")
})

test("effects come filtered and in pages without loss or repeat", async () => {
  const all = await readEffects({ ctx: viewer.ctx, reference, query: query({ limit: "500" }) })
  expect(all.total).toBe(all.effects.length)
  const paged: string[] = []
  for (let offset: number | null = 0; offset !== null; ) {
    const page = await readEffects({
      ctx: viewer.ctx,
      reference,
      query: query({ limit: "7", offset: String(offset) }),
    })
    paged.push(...page.effects.map((effect) => effect.eventId))
    offset = page.nextOffset
  }
  expect(paged).toEqual(all.effects.map((effect) => effect.eventId))
  expect(new Set(paged).size).toBe(paged.length)
  const [first] = all.effects.filter((effect) => effect.grade >= 3 && effect.identity !== "")
  const narrowed = await readEffects({
    ctx: viewer.ctx,
    reference,
    query: query({ identity: first?.identity ?? "", minGrade: "3", outcome: "succeeded", limit: "500" }),
  })
  const wanted = all.effects.filter(
    (effect) => effect.identity === first?.identity && effect.grade >= 3 && effect.outcome === "succeeded",
  )
  expect(narrowed.effects).toEqual(wanted)
})

test("the download holds every effect of the filter once", async () => {
  const { total } = await readEffects({ ctx: viewer.ctx, reference, query: query({ minGrade: "3" }) })
  const file = await exportEffects({
    ctx: viewer.ctx,
    reference,
    query: query({ minGrade: "3", format: "csv", limit: "1" }),
  })
  expect(file.headers.get("content-disposition")).toBe('attachment; filename="DRILL-7-effects.csv"')
  const lines = (await file.text()).trimEnd().split("\r\n")
  expect(lines[0]).toMatch(/^occurredAt,action,outcome,/)
  expect(lines.length - 1).toBe(total)
})

test("hostile names go through files, pages and the download as text that nothing runs", async () => {
  const incident = await db.incident.findUniqueOrThrow({ where: { reference } })
  const { connectionId } = await db.incidentConnection.findFirstOrThrow({
    where: { incidentId: incident.id },
  })
  const [like] = (await readEffects({ ctx: viewer.ctx, reference, query: query() })).effects
  if (!like) throw new Error("no effect")
  const item = '=HYPERLINK("http://x","\u202egnp.exe")'
  const userAgent = "-1+1|' /C calc'!A0\r\n<script>alert(1)</script>"
  await writeEffects(
    { db, incidentId: incident.id, folder: evidenceFolder() },
    {
      rows: [{ ...like, eventId: "hostile", resource: "'; drop table effect; --", item, userAgent }],
      connectionId,
      scope: "hostile",
      now: new Date(),
    },
  )
  const only = query({ resource: "'; drop table effect; --" })
  const { effects } = await readEffects({ ctx: viewer.ctx, reference, query: only })
  expect(effects).toMatchObject([{ eventId: "hostile", item, userAgent }])
  const text = await (await exportEffects({ ctx: viewer.ctx, reference, query: only })).text()
  expect(text).toContain(`"'${item.replaceAll('"', '""')}"`)
  expect(text).toContain(`"'${userAgent}"`)
})

test("evidence comes as bytes to keep, whole and never rendered, and only under its own incident", async () => {
  const [first] = await readEvidence({ ctx: viewer.ctx, reference })
  if (!first) throw new Error("no evidence")
  const file = await downloadEvidence({ ctx: viewer.ctx, reference, sha256: first.sha256 })
  expect((await file.arrayBuffer()).byteLength).toBe(first.bytes)
  expect(Object.fromEntries(file.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
  })
  const evidence = await db.evidence.findFirstOrThrow({ where: { sha256: first.sha256 } })
  await db.evidence.update({
    where: { id: evidence.id },
    data: { name: '../../etc/"\r\nset-cookie: a=b/=cmd|calc.html' },
  })
  const hostile = await downloadEvidence({ ctx: viewer.ctx, reference, sha256: first.sha256 })
  expect(hostile.headers.get("content-disposition")).toBe(
    `attachment; filename="${first.sha256.slice(0, 12)}-cmd_calc.html"`,
  )
  await db.incident.create({ data: { reference: "INC-9", title: "x", severity: 4, declaredByLabel: "x" } })
  await expect(
    downloadEvidence({ ctx: viewer.ctx, reference: "INC-9", sha256: first.sha256 }),
  ).rejects.toThrow("holds no evidence")
})

test("a reading that is stopped keeps what it found, and a worker in its middle may write no more", async () => {
  const before = await readEffects({ ctx: viewer.ctx, reference, query: query() })
  const followed = (await readAssessments({ ctx: viewer.ctx, reference })).current
  const stopped = await cancelAssessment({
    ctx: commander.ctx,
    reference,
    assessmentId: followed?.id ?? "",
  })
  expect(stopped).toMatchObject({ state: "finished", nextReadAt: null })
  await expect(cancelAssessment({ ctx: commander.ctx, reference, assessmentId: stopped.id })).rejects.toThrow(
    "nothing to stop",
  )

  const asked = await requestAssessment({ ctx: commander.ctx, reference, input: {} })
  const lease = await claimAssessment(db, "test")
  if (!lease) throw new Error("no assessment is due")
  expect(lease.assessmentId).toBe(asked.id)
  const cancelled = await cancelAssessment({ ctx: commander.ctx, reference, assessmentId: asked.id })
  expect(cancelled.state).toBe("cancelled")
  await expect(runAssessment({ db, lease, signal: new AbortController().signal })).rejects.toThrow(
    LeaseLostError,
  )
  expect(await claimAssessment(db, "test")).toBeNull()
  const { current } = await readAssessments({ ctx: viewer.ctx, reference })
  expect(current?.id).toBe(stopped.id)
  expect((await readEffects({ ctx: viewer.ctx, reference, query: query() })).total).toBe(before.total)
})

test("refuses without permission", async () => {
  const { current } = await readAssessments({ ctx: viewer.ctx, reference })
  await expect(
    cancelAssessment({ ctx: viewer.ctx, reference, assessmentId: current?.id ?? "" }),
  ).rejects.toThrow("needs operator; you are viewer")
  const machine = {
    ...viewer.ctx,
    actor: { kind: "machine", tokenId: "1", name: "t", scopes: [], role: "operator" } as const,
  }
  const asked = { ctx: machine, reference }
  const sha256 = "0".repeat(64)
  for (const answer of [
    readAssessments(asked),
    readIdentities(asked),
    readEvidence(asked),
    readEffects({ ...asked, query: query() }),
    exportEffects({ ...asked, query: query() }),
    downloadEvidence({ ...asked, sha256 }),
  ])
    await expect(answer).rejects.toThrow("needs a token with the scope incidents:read")
})
