import { afterAll, beforeAll, expect, test } from "vitest"
import { type RangeAccount, type RangeKeys, startTestRange, type TestRange } from "@/lib/testing/start-range"
import { waitFor } from "@/lib/testing/wait-for"
import type { AssessmentRequest, AssessmentYield, EffectRow } from "../assessment-contract"
import type { ConnectorContext } from "../contract"
import { assessAccount } from "./assess-account"

let range: TestRange
beforeAll(async () => {
  range = await startTestRange()
})
afterAll(() => range.close())

type Truth = {
  agentKeys: string[]
  damaged: { bucket: string; key: string; kind: string }[]
  counts: Record<string, number>
  calls: { succeeded: number; denied: number; lastSuccessAt: string | null }
}

function contextFor(account: RangeAccount): ConnectorContext {
  const keys = account.administrator as RangeKeys
  const kept = new Map<string, Uint8Array>()
  return {
    connectionId: account.accountId,
    config: {
      mode: "keys",
      accessKeyId: keys.accessKeyId,
      regions: [account.region],
      endpoints: account.endpoints,
      propagationSeconds: 0,
    },
    secret: { secretAccessKey: keys.secretAccessKey },
    protectedPatterns: [],
    incidentReference: "INC-1",
    operator: "test",
    now: () => new Date(),
    signal: new AbortController().signal,
    evidence: {
      put: async ({ name, bytes }) => {
        kept.set(name, bytes)
        return name
      },
      get: async (name) => kept.get(name) ?? new Uint8Array(),
    },
    progress: () => undefined,
  }
}

async function assess(ctx: ConnectorContext, change: Partial<AssessmentRequest>) {
  const request: AssessmentRequest = {
    seeds: [],
    from: new Date(Date.now() - 3_600_000),
    to: new Date(),
    cursors: {},
    known: [],
    inForce: [],
    isKept: () => false,
    ours: async () => new Set<string>(),
    ...change,
  }
  const items: AssessmentYield[] = []
  for await (const item of assessAccount(ctx, request)) items.push(item)
  const rows = items.flatMap((item) => (item.type === "effects" ? item.rows : []))
  const identities = new Map(
    items.flatMap((item) => (item.type === "identity" ? [[item.identity.identifier, item.identity]] : [])),
  )
  const sources = new Map(
    items.flatMap((item) =>
      item.type === "source" ? [[`${item.report.kind} ${item.report.scope}`, item.report]] : [],
    ),
  )
  return { rows, identities, sources, readAt: Date.now() }
}

test("every identity, and every damaged object, of a real rampage is found", async () => {
  const account = await range.createAccount({ scenario: "coding-agent", seed: 7 })
  await range.control("POST", `/accounts/${account.accountId}/agent/start`, { paceMs: 30 })
  const truth = await waitFor("the agent's damage", async () => {
    const now = await range.control<Truth>("GET", `/accounts/${account.accountId}/truth`)
    return now.damaged.length >= 30 ? now : null
  })
  await range.control("POST", `/accounts/${account.accountId}/agent/stop`)
  const after = await range.control<Truth>("GET", `/accounts/${account.accountId}/truth`)
  await new Promise((resolve) => setTimeout(resolve, 2500))
  const agent = account.agent as { arn: string }
  const seen = await assess(contextFor(account), {
    seeds: [{ id: "1", kind: "aws.iam-user", identifier: agent.arn, label: "agent" }],
  })
  const { rows, identities, sources } = seen
  const changes = rows.filter((row) => row.outcome === "succeeded" && row.grade >= 3)
  const found = new Set(changes.map((row) => `${row.resourceName}/${row.item.split("?")[0]}`))
  expect(after.damaged.filter(({ bucket, key }) => !found.has(`${bucket}/${key}`))).toEqual([])
  const harmed = new Set(after.damaged.map(({ bucket, key }) => `${bucket}/${key}`))
  const batch = changes.filter((row) => row.action === "s3:DeleteObjects" && row.item === "")
  expect(changes.length - batch.length).toBeGreaterThanOrEqual(truth.damaged.length)
  expect([...found].filter((name) => !name.endsWith("/") && !harmed.has(name))).toEqual([])

  const users = [...identities.values()].filter((identity) => identity.kind === "aws.access-key")
  const sessions = [...identities.values()].filter((identity) => identity.kind === "aws.role-session")
  expect(users.length + sessions.length).toBe(after.agentKeys.length)
  const minted = users.find((identity) => identity.origin === "minted")
  expect(minted?.credential).toEqual({
    kind: "aws.access-key",
    identifier: minted?.identifier,
    label: "key of claude-code-infra",
  })
  const order = [...identities.keys()]
  for (const { identifier, parent } of identities.values())
    if (parent) expect(order.indexOf(parent)).toBeLessThan(order.indexOf(identifier))
  expect(sessions[0]).toMatchObject({
    origin: "assumed",
    via: "sts:AssumeRole",
    parent: expect.stringMatching(/^AKIA/),
  })
  expect(sessions[0]?.expiresAt).toMatch(/Z$/)
  expect(
    new Set(rows.filter((row) => row.source !== "aws.version-listing").map((row) => row.agentMark)),
  ).toEqual(new Set(["Claude Code"]))

  const history = sources.get("aws.lookup-events us-east-1")
  expect(history?.state).toBe("read")
  expect(Date.parse(history?.completeUpTo ?? "")).toBeLessThanOrEqual(seen.readAt - 5 * 60_000)
  expect(history?.cannotSee.join()).toMatch(/data events/)
  const blind = [...sources.values()].filter((s) =>
    s.cannotSee.some((line) => /versioning is off/.test(line)),
  )
  expect(blind.length).toBeGreaterThan(0)
  expect(rows.filter((row) => row.source === "aws.lookup-events" && /Object$/.test(row.action))).toEqual([])

  const kept = new Set(rows.map((row) => row.eventId))
  const again = await assess(contextFor(account), {
    seeds: [{ id: "1", kind: "aws.iam-user", identifier: agent.arn, label: "agent" }],
    cursors: Object.fromEntries([...sources].map(([name, source]) => [name, source.cursor])),
    known: [...identities.values()].filter((identity) => identity.parent !== null),
    isKept: (eventId) => kept.has(eventId),
  })
  expect(again.rows.filter((row) => row.source !== "aws.version-listing")).toEqual([])
  const listing = (all: EffectRow[]) =>
    all
      .filter((row) => row.source === "aws.version-listing")
      .map((row) => `${row.eventId} ${row.identity}`)
      .toSorted()
  expect(listing(again.rows)).toEqual(listing(rows))
  expect([...again.identities.keys()].filter((identifier) => !identities.has(identifier))).toEqual([])
})

test("a key that is all we know leads to what it minted, and a source that refuses is told, not thrown", async () => {
  const account = await range.createAccount({ scenario: "coding-agent", seed: 8 })
  await range.control("POST", `/accounts/${account.accountId}/agent/start`, { paceMs: 30 })
  await waitFor("the agent's session", async () => {
    const now = await range.control<Truth>("GET", `/accounts/${account.accountId}/truth`)
    return now.agentKeys.length >= 3 ? now : null
  })
  await range.control("POST", `/accounts/${account.accountId}/agent/stop`)
  await range.control("POST", "/faults", {
    operation: "cloudtrail:DescribeTrails",
    kind: "error",
    count: 50,
    accountId: account.accountId,
  })
  const { accessKeyId } = account.agent as { accessKeyId: string }
  const { identities, sources } = await assess(contextFor(account), {
    seeds: [{ id: "1", kind: "aws.access-key", identifier: accessKeyId, label: "" }],
  })
  await range.control("DELETE", "/faults")
  expect([...identities.values()].map((identity) => identity.via).toSorted()).toEqual([
    "",
    "iam:CreateAccessKey",
    "sts:AssumeRole",
  ])
  expect(sources.get("aws.trail-files ")?.state).toBe("failed")
  expect(sources.get("aws.trail-files ")?.failure).not.toBe("")
})
