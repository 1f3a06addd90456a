import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { showInvisible } from "@/lib/format"
import { incidentStatuses } from "@/lib/incidents/policy"
import { findUnprovenClaims } from "@/lib/messages/find-unproven-claims"
import { messageKinds } from "@/lib/messages/kinds"
import { renderDraft } from "@/lib/messages/render-draft"
import { sayContainment } from "@/lib/messages/say-containment"
import { type ContainmentFacts, type MessageFacts, sendMessageSchema } from "@/lib/messages/schema"

const none: ContainmentFacts = {
  total: 0,
  proven: 0,
  applied: 0,
  underWay: 0,
  notStarted: 0,
  unverifiable: 0,
  stated: 0,
  needsDecision: 0,
}
const states = [
  "proven",
  "applied",
  "underWay",
  "notStarted",
  "unverifiable",
  "stated",
  "needsDecision",
] as const

/** Every mixture of one to three credentials. */
const mixtures: ContainmentFacts[] = [
  ...new Map(
    states
      .flatMap((a) => [
        count(a),
        ...states.flatMap((b) => [count(a, b), ...states.map((c) => count(a, b, c))]),
      ])
      .map((facts) => [JSON.stringify(facts), facts]),
  ).values(),
]

function count(...of: (typeof states)[number][]): ContainmentFacts {
  const facts = { ...none, total: of.length }
  for (const state of of) facts[state] += 1
  return facts
}

const facts: MessageFacts = {
  reference: "INC-47",
  isDrill: false,
  title: "claude-code-infra is deleting S3 objects",
  service: "invoices",
  severity: 1,
  status: "declared",
  phase: "",
  declaredAt: "2026-11-23T03:12:04.000Z",
  detectedAt: "2026-11-23T03:11:00.000Z",
  impactStartedAt: "2026-11-23T03:04:12.000Z",
  recoveredAt: null,
  resolvedAt: null,
  now: "2026-11-23T03:14:50.000Z",
  nextUpdateAt: "2026-11-23T03:30:00.000Z",
  agent: "claude-code-infra Claude Code 2.4.1",
  agentInstruction: "clean up unused buckets in staging",
  containment: count("proven", "applied", "stated"),
  containmentStated: false,
  damage: {
    resources: 2,
    restored: 0,
    partlyRestored: 0,
    noWayBack: 0,
    accepted: 0,
    statements: [],
    completeUpTo: "2026-11-23T03:11:40.000Z",
    assessed: true,
    reading: true,
  },
  firstEffect: { action: "s3:DeleteObjects", resource: "deleted acme-prod-invoices" },
  restoredFrom: [],
  workaround: "",
  eta: "",
  reviewOn: null,
}

/** Words that claim; no draft may hold them before everything is proven. */
const boast =
  /we have revoked|has been revoked|fully contained|successfully|under control|is contained\b(?!;)/i

describe("a draft before proof", () => {
  it("never claims containment, in any state, status, kind, stated or not", () => {
    for (const containment of [none, ...mixtures].filter((m) => m.total === 0 || m.proven < m.total))
      for (const status of incidentStatuses)
        for (const containmentStated of [false, true])
          for (const kind of messageKinds) {
            const { subject, body } = renderDraft(kind, { ...facts, containment, status, containmentStated })
            const text = `${subject}\n${body}`
            const where = `${kind} ${status} ${JSON.stringify(containment)}\n${text}`
            expect(findUnprovenClaims(text, containment), where).toEqual([])
            expect(text.replace(/A commander states that the agent is contained/, ""), where).not.toMatch(
              boast,
            )
            expect(subject, where).not.toMatch(/contained$/)
          }
  })

  it("says exactly what is known", () => {
    expect(sayContainment(none, false)).toBe(
      "The agent's credentials are not yet known; none has been proven dead. We are identifying them.",
    )
    expect(sayContainment(count("notStarted"), false)).toBe(
      "Revocation of the agent's access has not begun: 1 known credential can still act.",
    )
    expect(sayContainment(count("proven", "unverifiable", "stated"), false)).toBe(
      "We are revoking the agent's access. 1 of 3 known credentials proven dead; revocation is not complete: 1 applied but impossible to prove, 1 rotated as a person states, without proof.",
    )
    expect(sayContainment(count("stated"), true)).toContain("there is no proof of it")
  })

  it("claims it as soon as, and only when, every known credential is proven dead", () => {
    for (const containment of mixtures) {
      const claims = /We have revoked/.test(sayContainment(containment, false))
      expect(claims, JSON.stringify(containment)).toBe(containment.proven === containment.total)
    }
  })
})

describe("the guard", () => {
  const unproven = count("proven", "applied")
  it.each([
    "We have revoked its access.",
    "We have revoked the agent's access and it will not return.",
    "The agent's access has been fully revoked, so do not worry.",
    "All credentials are revoked.",
    "The keys were deactivated.",
    "The situation is under control.",
    "The agent can no longer delete anything.",
    "The agent no longer has access.",
    "It cannot act.",
    "The incident is contained.",
    "We've contained the incident.",
    "Status: contained",
    "[INCIDENT UPDATE] invoices - contained",
    "2 of 2 credentials proven dead.",
    "The agent’s access is gone.",
    "Access successfully revoked!",
  ])("finds: %s", (claim) => {
    expect(findUnprovenClaims(`Good morning.\n${claim}`, unproven)).toHaveLength(1)
    expect(findUnprovenClaims(claim, count("proven", "proven"))).toEqual([])
  })

  it.each([
    "We are revoking its access.",
    "Its access is not yet revoked.",
    "Revocation is not complete.",
    "Until the keys are revoked, do not deploy.",
    "1 of 2 credentials proven dead.",
    "Ines states that the agent is contained.",
    "The agent deleted 412 objects.",
    "None of its keys is revoked.",
    "We stopped the nightly import.",
  ])("lets pass: %s", (sentence) => {
    expect(findUnprovenClaims(sentence, unproven)).toEqual([])
  })
})

describe("the templates", () => {
  it("have the subjects that people filter by", () => {
    const subject = (kind: (typeof messageKinds)[number], over: Partial<MessageFacts> = {}) =>
      renderDraft(kind, { ...facts, ...over }).subject
    expect(subject("initial")).toBe("[INCIDENT] Production impact from AI agent action")
    expect(subject("update", { phase: "restoring" })).toBe("[INCIDENT UPDATE] invoices - restoring")
    expect(subject("update")).toBe("[INCIDENT UPDATE] invoices - declared")
    expect(subject("resolution")).toBe("[RESOLVED] invoices - INC-47")
    expect(subject("initial", { isDrill: true })).toMatch(/^\[DRILL\] \[INCIDENT\] /)
  })

  it("promise an ETA and a workaround only where a person typed one", () => {
    expect(renderDraft("update", facts).body).toContain("ETA for resolution: none can be given yet.")
    const typed = renderDraft("update", { ...facts, eta: "about 40 min", workaround: "use the export" }).body
    expect(typed).toContain("ETA for resolution: about 40 min")
    expect(typed).toContain("Workarounds: use the export")
  })

  it("tell a resolution that came too early as such, and what is lost", () => {
    const early = renderDraft("resolution", facts).body
    expect(early).toContain("The incident is not closed yet; its status is declared.")
    expect(early).toContain("so far; recovery is not verified")
    expect(early).toContain("Data loss: possible; 2 damaged resources are not proven restored.")
    expect(early).toContain("ran s3:DeleteObjects, which deleted acme-prod-invoices")
    const late = renderDraft("resolution", {
      ...facts,
      status: "resolved",
      recoveredAt: "2026-11-23T04:50:56.000Z",
      resolvedAt: "2026-11-23T04:51:00.000Z",
      damage: { ...facts.damage, restored: 1, noWayBack: 1 },
      restoredFrom: ["versions as of 2026-11-23 03:04:11 UTC (acme-prod-invoices)"],
      reviewOn: "2026-11-26",
    }).body
    expect(late).not.toContain("not closed")
    expect(late).toContain("Duration: 1 h 39 min (detection to verified recovery).")
    expect(late).toContain("Data loss: confirmed for 1 of 2 damaged resources.")
    expect(late).toContain("The review is scheduled for 2026-11-26.")
  })

  it("say that nothing is known before the logs were read", () => {
    const damage = { ...facts.damage, assessed: false, reading: false, resources: 0 }
    expect(renderDraft("initial", { ...facts, damage }).body).toContain("What was damaged is not known yet.")
    expect(renderDraft("resolution", { ...facts, damage }).body).toContain("Data loss: not known")
  })

  it("keep hostile values inside one line, visible, and the draft always sendable", () => {
    const hostile = fc.string({ unit: "binary", maxLength: 4_000 })
    fc.assert(
      fc.property(hostile, hostile, fc.constantFrom(...messageKinds), (one, two, kind) => {
        const draft = renderDraft(kind, {
          ...facts,
          title: one,
          service: two,
          phase: one,
          agentInstruction: two,
          workaround: one,
          eta: two,
          firstEffect: { action: one, resource: two },
          restoredFrom: [one, two],
        })
        const parsed = sendMessageSchema.safeParse({ kind, ...draft, nextUpdateAt: null, contactIds: [] })
        expect(parsed.error?.issues ?? []).toEqual([])
        const text = `${draft.subject}${draft.body.replaceAll("\n", "")}`
        expect(showInvisible(text)).toBe(text)
      }),
      { numRuns: 200 },
    )
    const turned = renderDraft("update", { ...facts, service: "a\r\nBcc: x@evil.test\u202e" })
    expect(turned.subject).toBe("[INCIDENT UPDATE] a Bcc: x@evil.test⟨U+202E⟩ - declared")
  })
})
