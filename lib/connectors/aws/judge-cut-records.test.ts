import { expect, it } from "vitest"
import { judgeCutRecords } from "./judge-cut-records"
import { cutOfKey, cutOfUser } from "./read-cut"
import { type AuditRecord, readRecord } from "./read-record"

const arn = "arn:aws:iam::123456789012:user/agent"
const since = new Date("2026-11-25T03:00:10Z")
const deny = cutOfUser("agent", arn)
const key = cutOfKey("AKIAIOSFODNN7EXAMPLE")
const explicit = {
  errorCode: "AccessDenied",
  errorMessage: "with an explicit deny in an identity-based policy",
}

function call(at: string, more: Record<string, unknown> = {}): AuditRecord {
  const record = readRecord({
    eventID: `${at} ${JSON.stringify(more)}`,
    eventTime: `2026-11-25T${at}Z`,
    eventName: "DeleteObject",
    eventSource: "s3.amazonaws.com",
    userIdentity: { type: "IAMUser", arn, userName: "agent", accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
    ...more,
  })
  if (!record) throw new Error("no record")
  return record
}

it.each([
  ["a success after the cut contradicts it", deny, [call("03:00:11")], "contradicts"],
  [
    "a success from before, however late it is delivered, contradicts nothing",
    deny,
    [call("03:00:09")],
    "silent",
  ],
  ["a success of the same second may have been earlier", deny, [call("03:00:10")], "silent"],
  ["a later explicit deny outweighs it", deny, [call("03:00:11"), call("03:00:12", explicit)], "holds"],
  ["an earlier explicit deny does not", deny, [call("03:00:12"), call("03:00:11", explicit)], "contradicts"],
  [
    "a call that was never permitted shows nothing",
    deny,
    [call("03:00:11", { errorCode: "AccessDenied" })],
    "silent",
  ],
  [
    "what is always allowed shows nothing",
    deny,
    [call("03:00:11", { eventName: "GetCallerIdentity" })],
    "silent",
  ],
  [
    "an inactive key that signs, though refused, is not inactive",
    key,
    [call("03:00:11", explicit)],
    "contradicts",
  ],
  ["a refused key is", key, [call("03:00:11", { errorCode: "InvalidAccessKeyId" })], "holds"],
] as const)("%s", (_name, cut, records, outcome) => {
  expect(judgeCutRecords(records, cut, since).outcome).toBe(outcome)
})

it("does not mind somebody else's calls", () => {
  const other = call("03:00:11", {
    userIdentity: {
      type: "IAMUser",
      arn: `${arn}2`,
      userName: "agent2",
      accessKeyId: "AKIAOTHEROTHEROTHER1",
    },
  })
  expect(judgeCutRecords([other], deny, since).outcome).toBe("silent")
  expect(judgeCutRecords([other], key, since).outcome).toBe("silent")
})
