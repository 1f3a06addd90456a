import { afterAll, describe, expect, it } from "vitest"
import { openIncident } from "@/lib/incidents/declare-incident"
import { declareInput } from "@/lib/incidents/schema"
import { addActionItem } from "@/lib/reviews/add-action-item"
import { completeReview } from "@/lib/reviews/complete-review"
import { listReports, readReview } from "@/lib/reviews/data"
import { saveReview } from "@/lib/reviews/save-review"
import { updateActionItem } from "@/lib/reviews/update-action-item"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"

const { prisma: db, close } = await createTestDatabase()
afterAll(close)
const { ctx } = await signInAs(db, "operator", "Ines Okafor")
const other = (await signInAs(db, "operator", "Jonas Meier")).ctx
const viewer = (await signInAs(db, "viewer")).ctx

const at = (time: string) => new Date(`2026-11-23T${time}Z`)

async function declare({ drill = false, resolved = true } = {}): Promise<string> {
  const input = declareInput.parse({
    title: "claude-code-infra is deleting S3 objects",
    severity: 1,
    service: "invoices",
    agentKind: "Claude Code",
    agentVersion: "2.4.1",
    agentRunBy: "p.lindqvist",
    agentInstruction: "clean up unused buckets in staging",
  })
  const { reference } = await db.$transaction((tx) =>
    openIncident(tx, ctx, input, { drill: drill ? { accountId: "1", endedAt: null } : null }),
  )
  await db.incident.update({
    where: { reference },
    data: {
      impactStartedAt: at("03:04:12"),
      detectedAt: at("03:11:00"),
      containedAt: at("03:17:47"),
      recoveredAt: at("04:50:56"),
      ...(resolved ? { resolvedAt: at("04:51:00"), status: "resolved" } : { status: "recovering" }),
    },
  })
  return reference
}

async function damage(reference: string, state: "restored" | "no_way_back", name: string): Promise<void> {
  const incident = await db.incident.findUniqueOrThrow({ where: { reference } })
  const connection = await db.connection.create({
    data: { name: `${reference} ${name}`, connector: "aws", config: {}, isRange: incident.isDrill },
  })
  await db.incidentConnection.create({
    data: {
      incidentId: incident.id,
      isDrill: incident.isDrill,
      connectionId: connection.id,
      isRange: incident.isDrill,
    },
  })
  await db.damage.create({
    data: {
      incidentId: incident.id,
      connectionId: connection.id,
      resource: `arn:aws:s3:::${name}`,
      resourceType: "AWS::S3::Bucket",
      name,
      grade: 4,
      effect: "deleted",
      statement: "412 objects deleted",
      by: ["infra-deploy"],
      actor: "known",
      succeeded: 412,
      state,
    },
  })
}

const read = (reference: string) => readReview({ ctx, reference })
async function save(reference: string, summary: string, version: number, as = ctx) {
  const { content } = await read(reference)
  return saveReview({ ctx: as, reference, input: { content: { ...content, summary }, version } })
}

function changeIn(entry: { body: { body: unknown } | null }): unknown {
  const body = entry.body?.body
  return typeof body === "object" && body !== null && "change" in body ? body.change : "added"
}

describe("the draft", () => {
  it("is made of facts: who, what it was asked, how long, what was damaged, with sources", async () => {
    const reference = await declare()
    await damage(reference, "restored", "acme-prod-invoices")
    await damage(reference, "no_way_back", "acme-tfstate")
    const review = await read(reference)
    expect([review.version, review.state]).toEqual([0, "draft"])
    const { summary, impact, whatHappened, contributingFactors, wentWell } = review.content
    expect(summary).toContain("On 2026-11-23 03:11:00 UTC it was noticed")
    expect(summary).toContain("SEV-1. Duration from detection to recovery: 1 h 39 min")
    expect(summary).toContain("Claude Code 2.4.1, run by p.lindqvist")
    expect(summary).toContain("It had been asked: “clean up unused buckets in staging”")
    expect(whatHappened).toContain("Ines Okafor: declared INC")
    expect(impact.dataLost).toEqual({
      value: "acme-tfstate (412 objects deleted)",
      source: "computed from the damage list",
    })
    expect(impact.downtimeMinutes.value).toBe("107 min at most")
    expect(impact.cost).toEqual({ value: "", source: "" })
    expect(contributingFactors).toContain("No way back existed for acme-tfstate.")
    expect(wentWell).toContain("1 of 2 damaged resources were restored and verified.")
    expect(review.suggestions.map((s) => s.title)).toContain(
      "Switch on versioning and Object Lock for acme-tfstate",
    )
    expect(review.facts.metrics.map((m) => [m.name, m.milliseconds])).toEqual([
      ["Time to detect", 408_000],
      ["Time to contain", 407_000],
      ["Exposure", 815_000],
      ["Time to restore", 5_996_000],
      ["Time to resolve", 6_000_000],
    ])
  })

  it("says what is not known and never fills it with zero", async () => {
    const reference = await declare({ resolved: false })
    await db.incident.update({
      where: { reference },
      data: { impactStartedAt: null, containedAt: null, recoveredAt: null },
    })
    const review = await read(reference)
    expect(review.facts.metrics.map((m) => [m.milliseconds, m.missing])).toEqual([
      [null, "the first destructive effect is not known"],
      [null, "containment was not proven"],
      [null, "the first destructive effect is not known"],
      [null, "recovery was not verified"],
      [null, "not resolved"],
    ])
    expect(review.content.summary).toContain("not known")
    expect(review.content.impact.downtimeMinutes.value).toBe("")
  })

  it("tells skipped and cancelled steps from unproven ones, and labels a drill", async () => {
    const review = await read(await declare({ drill: true }))
    expect(review.content.summary).toMatch(/^Drill\. /)
    expect(review.content.wentBadly.join()).not.toContain("without proof")
  })
})

describe("saving", () => {
  it("keeps the text and the version; a second text on the same version is a conflict that loses nothing", async () => {
    const reference = await declare()
    const first = await save(reference, "mine", 0)
    expect([first.version, first.content.summary, first.updatedBy]).toEqual([1, "mine", "Ines Okafor"])
    await expect(save(reference, "theirs", 0, other)).rejects.toMatchObject({ code: "conflict" })
    const second = await save(reference, "theirs", 1, other)
    expect([second.version, second.state]).toEqual([2, "in_review"])
    await expect(save(reference, "mine again", 1)).rejects.toMatchObject({
      code: "conflict",
      detail: expect.stringContaining("Your text is not lost"),
    })
    expect((await read(reference)).content.summary).toBe("theirs")
    const kinds = await db.timelineEntry.findMany({
      where: { incident: { reference }, kind: { startsWith: "review." } },
      orderBy: { sequence: "asc" },
    })
    expect(kinds.map((entry) => entry.kind)).toEqual(["review.started", "review.edited"])
  })

  it("by two at once lets one through", async () => {
    const reference = await declare()
    const both = await Promise.allSettled([save(reference, "a", 0), save(reference, "b", 0, other)])
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"])
    expect((await read(reference)).version).toBe(1)
  })

  it("an untouched draft works whatever hostile text the facts hold", async () => {
    const reference = await declare()
    await db.incident.update({
      where: { reference },
      data: {
        title: "a\u202e\u0007 <img src=x> [x](javascript:1) | `b`",
        agentInstruction: "```\n# no\u0001",
      },
    })
    await damage(reference, "no_way_back", `b\u0001\u202e${"🪣".repeat(300)}`)
    const { content } = await read(reference)
    await expect(saveReview({ ctx, reference, input: { content, version: 0 } })).resolves.toMatchObject({
      version: 1,
    })
  })
})

describe("completing", () => {
  it("closes the review and moves the incident to reviewed; editing reopens both", async () => {
    const reference = await declare()
    expect((await read(reference)).mayNotComplete).toBe("save the draft first")
    await save(reference, "done", 0)
    expect((await read(reference)).mayNotComplete).toBeNull()
    const done = await completeReview({ ctx, reference, input: { version: 1 } })
    expect([done.state, done.facts.status, done.version]).toEqual(["reviewed", "reviewed", 2])
    expect(done.completedAt).not.toBeNull()
    await expect(completeReview({ ctx, reference, input: { version: 2 } })).rejects.toMatchObject({
      code: "precondition-failed",
    })
    const again = await save(reference, "more", 2)
    expect([again.state, again.facts.status, again.completedAt]).toEqual(["in_review", "resolved", null])
    await completeReview({ ctx, reference, input: { version: 3 } })
    const row = await db.incident.findUniqueOrThrow({ where: { reference } })
    expect([row.status, row.reviewedAt !== null]).toEqual(["reviewed", true])
  })

  it("refuses an open incident and another version", async () => {
    const open = await declare({ resolved: false })
    await save(open, "x", 0)
    expect((await read(open)).mayNotComplete).toBe("resolve the incident first")
    await expect(completeReview({ ctx, reference: open, input: { version: 1 } })).rejects.toMatchObject({
      code: "precondition-failed",
    })
    const reference = await declare()
    await save(reference, "x", 0)
    await save(reference, "y", 1)
    await expect(completeReview({ ctx, reference, input: { version: 1 } })).rejects.toMatchObject({
      code: "conflict",
    })
    expect((await read(reference)).facts.status).toBe("resolved")
  })
})

describe("action items", () => {
  const item = {
    title: "Deny s3:DeleteObjectVersion",
    type: "prevent",
    owner: "Jonas Meier",
    dueOn: "2020-01-01",
  } as const

  it("are added, edited, ticked and removed, each on the timeline, each on its version", async () => {
    const reference = await declare()
    const made = await addActionItem({ ctx, reference, input: item })
    expect(made).toMatchObject({ ...item, done: false, overdue: true, version: 1 })
    const change = (input: Parameters<typeof updateActionItem>[0]["input"]) =>
      updateActionItem({ ctx, reference, id: made.id, input })
    expect(await change({ dueOn: "2999-01-01", version: 1 })).toMatchObject({ overdue: false, version: 2 })
    await expect(change({ done: true, version: 1 })).rejects.toMatchObject({ code: "conflict" })
    const done = await change({ done: true, version: 2 })
    expect([done.done, done.doneBy, done.overdue]).toEqual([true, "Ines Okafor", false])
    expect((await change({ done: false, version: 3 })).doneAt).toBeNull()
    await change({ removed: true, version: 4 })
    expect((await read(reference)).actionItems).toEqual([])
    await expect(change({ done: true, version: 5 })).rejects.toMatchObject({ code: "not-found" })
    const entries = await db.timelineEntry.findMany({
      where: { incident: { reference }, kind: { startsWith: "action_item." } },
      include: { body: true },
      orderBy: { sequence: "asc" },
    })
    expect(entries.map(changeIn)).toEqual(["added", "edited", "done", "reopened", "removed"])
  })

  it("of another incident are not found", async () => {
    const made = await addActionItem({ ctx, reference: await declare(), input: item })
    await expect(
      updateActionItem({ ctx, reference: await declare(), id: made.id, input: { done: true, version: 1 } }),
    ).rejects.toMatchObject({ code: "not-found" })
  })
})

describe("without permission", () => {
  it("nothing is written, and the page knows why", async () => {
    const reference = await declare()
    await save(reference, "x", 0)
    const made = await addActionItem({
      ctx,
      reference,
      input: { title: "t", type: "prevent", owner: "o", dueOn: null },
    })
    const { content, mayNotEdit } = await readReview({ ctx: viewer, reference })
    expect(mayNotEdit).toMatch(/needs operator/)
    const before = await db.timelineEntry.count()
    for (const write of [
      () => saveReview({ ctx: viewer, reference, input: { content, version: 1 } }),
      () => completeReview({ ctx: viewer, reference, input: { version: 1 } }),
      () =>
        addActionItem({
          ctx: viewer,
          reference,
          input: { title: "t", type: "prevent", owner: "o", dueOn: null },
        }),
      () => updateActionItem({ ctx: viewer, reference, id: made.id, input: { done: true, version: 1 } }),
    ])
      await expect(write()).rejects.toMatchObject({ code: "not-permitted" })
    expect(await db.timelineEntry.count()).toBe(before)
  })
})

describe("the list of reports", () => {
  it("holds resolved incidents with damage and open items; drills only when asked for", async () => {
    const reference = await declare()
    await damage(reference, "restored", "one")
    await damage(reference, "no_way_back", "two")
    const input = { title: "late", type: "prevent", owner: "o", dueOn: "2020-01-01" } as const
    await addActionItem({ ctx, reference, input })
    await addActionItem({ ctx, reference, input: { ...input, title: "open", dueOn: null } })
    const drill = await declare({ drill: true })
    const open = await declare({ resolved: false })
    const real = await listReports({ ctx })
    expect(real.find((report) => report.reference === reference)).toMatchObject({
      damaged: 2,
      restored: 1,
      lost: 1,
      openActionItems: 2,
      overdueActionItems: 1,
      reviewState: "none",
      isDrill: false,
    })
    expect(real.some((report) => report.isDrill || report.reference === open)).toBe(false)
    const all = await listReports({ ctx, includeDrills: true })
    expect(all.find((report) => report.reference === drill)).toMatchObject({ isDrill: true })
  })
})
